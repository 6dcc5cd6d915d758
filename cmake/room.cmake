# room(name DIR folder USES rooms... LIBS libraries...): one static library per room of the design.
function(room name)
  cmake_parse_arguments(ROOM "" "DIR" "USES;LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${ROOM_DIR}/*.cc)
  if(NOT sources)
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${ROOM_USES} ${ROOM_LIBS})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/src)
  target_compile_options(${name} PRIVATE ${SOJOURN_WARNINGS})
  target_link_libraries(${name} PUBLIC ${ROOM_USES} ${ROOM_LIBS} Threads::Threads)
endfunction()

# program(name DIR folder USES rooms... LIBS libraries...): one executable in build/*/bin.
function(program name)
  cmake_parse_arguments(PROGRAM "" "DIR" "USES;LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${PROGRAM_DIR}/*.cc)
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/src)
  target_compile_options(${name} PRIVATE ${SOJOURN_WARNINGS})
  target_link_libraries(${name} PRIVATE ${PROGRAM_USES} ${PROGRAM_LIBS})
endfunction()

# The FlatBuffers schema of the journal; generated headers live in the build tree.
set(JOURNAL_FBS ${CMAKE_SOURCE_DIR}/schema/journal/journal.fbs)
set(JOURNAL_GENERATED ${CMAKE_BINARY_DIR}/generated/schema/journal/journal_generated.h)
add_custom_command(
  OUTPUT ${JOURNAL_GENERATED}
  COMMAND ${FLATC} --cpp --scoped-enums --gen-object-api -o ${CMAKE_BINARY_DIR}/generated/schema/journal ${JOURNAL_FBS}
  DEPENDS ${JOURNAL_FBS} VERBATIM)
add_custom_target(journal_schema_header DEPENDS ${JOURNAL_GENERATED})
add_library(journal_schema INTERFACE)
add_dependencies(journal_schema journal_schema_header)
target_include_directories(journal_schema SYSTEM INTERFACE ${CMAKE_BINARY_DIR}/generated)
