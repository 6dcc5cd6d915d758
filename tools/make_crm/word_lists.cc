#include "tools/make_crm/word_lists.h"

namespace sojourn::make_crm {
namespace {

constexpr std::string_view kFirstNames[] = {
    "Adam",    "Alena",    "Alice",    "Amelia",    "Andrea",   "Anna",   "Anton",   "Barbora",  "Ben",
    "Bohdan",  "Carla",    "Chloe",    "Daniel",    "Daria",    "David",  "Denisa",  "Dieter",   "Dmytro",
    "Elena",   "Elias",    "Emma",     "Eva",       "Felix",    "Filip",  "Franz",   "Grace",    "Greta",
    "Hana",    "Harry",    "Heike",    "Helena",    "Ihor",     "Iryna",  "Isabel",  "Ivan",     "Jakub",
    "James",   "Jana",     "Jens",     "Jiří",      "Johanna",  "John",   "Jonas",   "Josef",    "Julia",
    "Karel",   "Karolina", "Kateryna", "Katharina", "Klara",    "Lars",   "Lena",    "Leon",     "Lucie",
    "Lukáš",   "Magda",    "Marek",    "Maria",     "Markéta",  "Martin", "Mary",    "Matěj",    "Max",
    "Michael", "Mila",     "Monika",   "Mykola",    "Natalia",  "Nina",   "Noah",    "Oksana",   "Oleh",
    "Oliver",  "Olivia",   "Ondřej",   "Patrik",    "Paul",     "Pavel",  "Petra",   "Radek",    "Robert",
    "Roman",   "Sabine",   "Samuel",   "Šárka",     "Simon",    "Sofia",  "Stefan",  "Svitlana", "Tereza",
    "Thomas",  "Tomáš",    "Ursula",   "Václav",    "Veronika", "Viktor", "Vojtěch", "Wendy",    "William",
    "Xenia",   "Yulia",    "Zdeněk",   "Zoe",       "Zuzana"};

constexpr std::string_view kLastNames[] = {
    "Adams",    "Andersson", "Bauer",     "Becker",    "Beneš",     "Bondarenko", "Brown",   "Čermák",
    "Clark",    "Cooper",    "Doležal",   "Dvořák",    "Evans",     "Fiala",      "Fischer", "Foster",
    "Garcia",   "Green",     "Hájek",     "Hall",      "Harris",    "Hoffmann",   "Horák",   "Hughes",
    "Ivanenko", "Jackson",   "Jelínek",   "Johnson",   "Jones",     "Kadlec",     "Kaiser",  "King",
    "Klein",    "Koch",      "Kolář",     "Kovalenko", "Kovář",     "Král",       "Krause",  "Kučera",
    "Lange",    "Lee",       "Lewis",     "Lysenko",   "Malý",      "Marek",      "Martin",  "Mayer",
    "Meyer",    "Miller",    "Moore",     "Moravec",   "Müller",    "Navrátil",   "Nelson",  "Němec",
    "Neumann",  "Nguyen",    "Novák",     "Novotný",   "O'Brien",   "Okafor",     "Parker",  "Patel",
    "Pokorný",  "Pospíšil",  "Procházka", "Richter",   "Roberts",   "Rossi",      "Růžička", "Schäfer",
    "Schmidt",  "Schneider", "Schröder",  "Scott",     "Sedláček",  "Shevchenko", "Silva",   "Singh",
    "Smith",    "Svoboda",   "Taylor",    "Thompson",  "Tkachenko", "Turner",     "Urban",   "Vaněk",
    "Veselý",   "Wagner",    "Walker",    "Weber",     "White",     "Williams",   "Wilson",  "Wright",
    "Young",    "Zelenka",   "Zeman",     "Zimmermann"};

constexpr std::string_view kCities[] = {
    "Amsterdam", "Barcelona",  "Berlin",   "Bratislava", "Brno",    "Brussels",  "Budapest", "Chicago",
    "Cologne",   "Copenhagen", "Dnipro",   "Dresden",    "Dublin",  "Frankfurt", "Gdańsk",   "Geneva",
    "Graz",      "Hamburg",    "Helsinki", "Jihlava",    "Kharkiv", "Kraków",    "Kyiv",     "Leeds",
    "Leipzig",   "Liberec",    "Lisbon",   "London",     "Lviv",    "Lyon",      "Madrid",   "Manchester",
    "Milan",     "Munich",     "New York", "Nürnberg",   "Odesa",   "Olomouc",   "Oslo",     "Ostrava",
    "Paris",     "Plzeň",      "Poznań",   "Prague",     "Riga",    "Rome",      "Salzburg", "Stockholm",
    "Stuttgart", "Tallinn",    "Toronto",  "Turin",      "Vienna",  "Vilnius",   "Warsaw",   "Zürich"};

constexpr std::string_view kCountries[] = {"Czech Republic", "Germany",        "Austria",       "Ukraine",
                                           "Slovakia",       "Poland",         "France",        "Italy",
                                           "Spain",          "Switzerland",    "Netherlands",   "Belgium",
                                           "Ireland",        "United Kingdom", "United States", "Canada"};
constexpr std::string_view kCountryCodes[] = {"CZ", "DE", "AT", "UA", "SK", "PL", "FR", "IT",
                                              "ES", "CH", "NL", "BE", "IE", "GB", "US", "CA"};

constexpr std::string_view kStreets[] = {
    "Ahornweg",    "Bahnhofstraße", "Baker Street",     "Birch Road",  "Church Lane", "Dlouhá",
    "Dorfstraße",  "Elm Street",    "Goethestraße",     "Hauptstraße", "High Street", "Hlavní",
    "Husova",      "Jiráskova",     "Khreshchatyk",     "King's Road", "Komenského",  "Korunní",
    "Lindenallee", "Main Street",   "Masarykova",       "Mill Lane",   "Nádražní",    "Národní",
    "Oak Avenue",  "Palackého",     "Park Avenue",      "Pod Lipami",  "Ringstraße",  "Schillerplatz",
    "Školní",      "Smetanova",     "Station Road",     "Štefánikova", "U Mlýna",     "Victoria Road",
    "Vinohradská", "Waldweg",       "Wenceslas Square", "Zahradní"};

constexpr std::string_view kCompanyWords[] = {
    "Alpha",    "Amber",   "Apex",    "Aqua",    "Arbor",  "Atlas",   "Aurora",  "Beacon",   "Blue",
    "Bohemia",  "Bright",  "Castle",  "Cedar",   "Cobalt", "Compass", "Copper",  "Crystal",  "Delta",
    "Dunaj",    "East",    "Elbe",    "Ember",   "Falcon", "First",   "Forge",   "Global",   "Golden",
    "Green",    "Harbor",  "Hill",    "Horizon", "Iron",   "Jade",    "Karpaty", "Lumen",    "Maple",
    "Meridian", "Moldau",  "Moravia", "Nimbus",  "Nord",   "North",   "Oak",     "Orbit",    "Pacific",
    "Pine",     "Pioneer", "Polar",   "Prime",   "Quartz", "Rapid",   "River",   "Sapphire", "Silver",
    "Solar",    "Stone",   "Summit",  "Swift",   "Terra",  "Titan",   "Union",   "Vector",   "Vertex",
    "Vltava",   "West",    "Willow",  "Zenith"};
constexpr std::string_view kCompanyEndings[] = {
    "s.r.o.", "a.s.",   "GmbH",       "AG",    "Ltd",  "LLC",     "Inc.",    "& Co.",
    "B.V.",   "S.p.A.", "Consulting", "Group", "Labs", "Systems", "Trading", "Logistics"};
constexpr std::string_view kMailDomains[] = {"example.com", "example.org", "example.net",   "acme.test",
                                             "mail.test",   "firma.test",  "betrieb.test",  "kontora.test",
                                             "shop.test",   "office.test", "industry.test", "studio.test"};
constexpr std::string_view kJobs[] = {"Account Manager",
                                      "Architect",
                                      "Buyer",
                                      "Chief Executive",
                                      "Chief Financial Officer",
                                      "Consultant",
                                      "Data Analyst",
                                      "Designer",
                                      "Developer",
                                      "Director of Sales",
                                      "Engineer",
                                      "Finance Clerk",
                                      "Head of Marketing",
                                      "Logistics Lead",
                                      "Office Manager",
                                      "Operations",
                                      "Product Owner",
                                      "Project Manager",
                                      "Purchasing",
                                      "Sales Representative",
                                      "Secretary",
                                      "Support Agent",
                                      "Team Lead",
                                      "Technician",
                                      "Vice President"};
constexpr std::string_view kIndustries[] = {
    "Agriculture",        "Apparel",       "Automotive",  "Banking",   "Biotechnology", "Chemicals",
    "Communications",     "Construction",  "Consulting",  "Education", "Electronics",   "Energy",
    "Engineering",        "Entertainment", "Environment", "Finance",   "Food",          "Government",
    "Healthcare",         "Hospitality",   "Insurance",   "Machinery", "Manufacturing", "Media",
    "Not for profit",     "Pharmacy",      "Recreation",  "Retail",    "Shipping",      "Technology",
    "Telecommunications", "Transport",     "Utilities",   "Wholesale"};
constexpr std::string_view kForeignTexts[] = {"Příliš žluťoučký kůň úpěl ďábelské ódy",
                                              "Зустріч перенесено на п’ятницю",
                                              "Größe & Maß: 3 × 4 m²",
                                              "会議は金曜日です",
                                              "합의서 초안",
                                              "اجتماع يوم الجمعة",
                                              "שלום עולם",
                                              "Ω ≈ 3,7 kΩ ± 5 %",
                                              "👍 done",
                                              "👩‍💻🚀 launch",
                                              "🇨🇿 → 🇩🇪",
                                              "“smart quotes” — and dashes…",
                                              "zero\u200bwidth",
                                              "e\u0301 as two code points",
                                              "tab\there",
                                              "line\nbreak",
                                              "back\\slash and \"quotes\"",
                                              "'; DROP TABLE users; --",
                                              "<b>not bold</b>",
                                              "\U0001D54F beyond the first plane"};

}  // namespace

Words first_names() {
  return kFirstNames;
}
Words last_names() {
  return kLastNames;
}
Words cities() {
  return kCities;
}
Words countries() {
  return kCountries;
}
Words country_codes() {
  return kCountryCodes;
}
Words streets() {
  return kStreets;
}
Words company_words() {
  return kCompanyWords;
}
Words company_endings() {
  return kCompanyEndings;
}
Words mail_domains() {
  return kMailDomains;
}
Words jobs() {
  return kJobs;
}
Words industries() {
  return kIndustries;
}
Words foreign_texts() {
  return kForeignTexts;
}

}  // namespace sojourn::make_crm
