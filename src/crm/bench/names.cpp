// Lists from which names are put together.
#include "crm/bench/names.hpp"

#include <fmt/format.h>

#include <array>

namespace crm {
namespace {

using Text = std::string_view;
constexpr Text german_first[] = {"Anna", "Jörg", "Lukas", "Käthe", "Max", "Sophie", "Jürgen", "Petra", "Uwe", "Lena"};
constexpr Text german_last[] = {"Müller", "Schmidt", "Weiß",   "Schäfer", "Köhler", "Vogel",
                                "Lange",  "Groß",    "Krämer", "Böhm",    "Hahn",   "Jäger"};
constexpr Text german_streets[] = {"Hauptstraße", "Bahnhofstraße", "Gartenweg", "Am Mühlbach", "Lindenallee"};
constexpr Text german_cities[] = {"Berlin", "München", "Köln", "Leipzig", "Nürnberg", "Wien", "Zürich", "Göttingen"};
constexpr Text german_forms[] = {"GmbH", "AG", "KG", "OHG", "GmbH & Co. KG", "e. K."};

constexpr Text english_first[] = {"Grace", "Oliver", "Amelia", "Jack", "Olivia", "Harry", "Isla", "Noah", "Mary"};
constexpr Text english_last[] = {"Smith", "Jones",  "O'Brien", "Taylor", "Williams",
                                 "Brown", "Hopper", "Wilson",  "Moore"};
constexpr Text english_streets[] = {"High Street", "Station Road", "Church Lane", "Victoria Avenue", "Mill Road"};
constexpr Text english_cities[] = {"London", "Leeds", "Bristol", "Boston", "Chicago", "Austin", "Dublin", "Sydney"};
constexpr Text english_forms[] = {"Ltd", "Inc.", "LLC", "plc", "Group", "& Sons"};

constexpr Text french_first[] = {"Élodie", "François", "Chloé", "Jérôme", "Léa", "Benoît", "Hélène", "Luc"};
constexpr Text french_last[] = {"Lefèvre", "Dupont", "Moreau", "Girard", "Noël", "Bézier", "D'Angelo", "Rousseau"};
constexpr Text french_streets[] = {"rue de la République", "avenue Foch", "boulevard Voltaire", "place du Marché"};
constexpr Text french_cities[] = {"Paris", "Lyon", "Besançon", "Orléans", "Genève", "Liège", "Montréal"};
constexpr Text french_forms[] = {"SARL", "SA", "SAS", "et Fils"};

constexpr Text spanish_first[] = {"José", "Lucía", "Martín", "Sofía", "Íñigo", "Begoña", "Andrés", "Pilar"};
constexpr Text spanish_last[] = {"García", "Muñoz", "Fernández", "Ibáñez", "Peña", "López", "Martínez", "Núñez"};
constexpr Text spanish_streets[] = {"Calle Mayor", "Avenida de la Constitución", "Plaza España", "Paseo del Prado"};
constexpr Text spanish_cities[] = {"Madrid", "Málaga", "A Coruña", "Bogotá", "Córdoba", "Lima", "Valencia"};
constexpr Text spanish_forms[] = {"S.A.", "S.L.", "y Hermanos"};

constexpr Text polish_first[] = {"Łukasz", "Małgorzata", "Paweł", "Agnieszka", "Zofia", "Jan", "Michał"};
constexpr Text polish_last[] = {"Wiśniewski", "Kowalczyk", "Dąbrowska", "Wójcik", "Zieliński", "Żak", "Nowak"};
constexpr Text polish_streets[] = {"ul. Długa", "ul. Świętojańska", "al. Jerozolimskie", "ul. Kościuszki"};
constexpr Text polish_cities[] = {"Warszawa", "Łódź", "Kraków", "Gdańsk", "Wrocław", "Poznań"};
constexpr Text polish_forms[] = {"Sp. z o.o.", "S.A.", "i Synowie"};

constexpr Text turkish_first[] = {"Ayşe", "İbrahim", "Gökçe", "Mehmet", "Çağla", "Işık", "Deniz"};
constexpr Text turkish_last[] = {"Yılmaz", "Şahin", "Öztürk", "Kaya", "Çelik", "Doğan"};
constexpr Text turkish_streets[] = {"Atatürk Caddesi", "İstiklal Caddesi", "Gül Sokak"};
constexpr Text turkish_cities[] = {"İstanbul", "Ankara", "İzmir", "Eskişehir", "Muğla"};
constexpr Text turkish_forms[] = {"A.Ş.", "Ltd. Şti."};

constexpr Text russian_first[] = {"Анна", "Дмитрий", "Ольга", "Сергей", "Ирина", "Пётр"};
constexpr Text russian_last[] = {"Иванов", "Смирнова", "Кузнецов", "Попова", "Соловьёв", "Орлова"};
constexpr Text russian_streets[] = {"ул. Ленина", "пр. Мира", "ул. Садовая"};
constexpr Text russian_cities[] = {"Алматы", "Київ", "София", "Минск", "Рига"};
constexpr Text russian_forms[] = {"ООО", "АО", "и партнёры"};

constexpr Text japanese_first[] = {"太郎", "花子", "健", "美咲", "翔"};
constexpr Text japanese_last[] = {"佐藤", "鈴木", "高橋", "田中", "渡辺", "山本"};
constexpr Text japanese_streets[] = {"中央", "本町", "銀座"};
constexpr Text japanese_cities[] = {"東京", "大阪", "京都", "札幌"};
constexpr Text japanese_forms[] = {"株式会社", "有限会社"};

constexpr Text trades[] = {"Logistik",   "Solutions", "Textiles",   "Foods",    "Maschinenbau", "Consulting",
                           "Energía",    "Pharma",    "Transports", "Software", "Bau",          "Media",
                           "Elektronik", "Handel",    "Studio",     "Labs",     "Robotics",     "Capital",
                           "Papier",     "Chimie",    "Agro",       "Marine",   "Aviation",     "Druck",
                           "Optik",      "Metall",    "Design",     "Reisen",   "Clinic",       "Instruments"};
constexpr Text fancies[] = {"Nord",  "Süd",    "Blue",  "Alpen", "Atlas",  "Nova",   "Terra", "Prime",
                            "Delta", "Omega",  "Helio", "Aqua",  "Vento",  "Lumen",  "Orbis", "Forma",
                            "Quant", "Vert",   "Astra", "Rhein", "Baltic", "Sierra", "Monte", "Kosmo",
                            "Unión", "Étoile", "Łuna",  "Zen",   "Polar",  "Viking"};
constexpr Text tails[] = {"wind", "tec", "werk", "line", "port", "field", "stern", "mar", "via", "gen", "plan", "flux"};

constexpr std::array countries{
    Country{"de", "+49", german_first, german_last, german_streets, german_cities, german_forms},
    Country{"com", "+44", english_first, english_last, english_streets, english_cities, english_forms},
    Country{"fr", "+33", french_first, french_last, french_streets, french_cities, french_forms},
    Country{"es", "+34", spanish_first, spanish_last, spanish_streets, spanish_cities, spanish_forms},
    Country{"pl", "+48", polish_first, polish_last, polish_streets, polish_cities, polish_forms},
    Country{"com.tr", "+90", turkish_first, turkish_last, turkish_streets, turkish_cities, turkish_forms},
    Country{"bg", "+359", russian_first, russian_last, russian_streets, russian_cities, russian_forms},
    Country{"jp", "+81", japanese_first, japanese_last, japanese_streets, japanese_cities, japanese_forms},
};

Text any(Draw& draw, std::span<const Text> all) { return draw.one_of(all); }

}  // namespace

const Country& draw_country(Draw& draw) {
    constexpr std::array<std::size_t, 16> shares{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7};
    return countries[draw.one_of(std::span(shares))];
}

std::string draw_person(Draw& draw, const Country& country) {
    std::string name(any(draw, country.first_names));
    // A second name tells apart what the short lists do not.
    name.append(" ").append(any(draw, country.last_names));
    if (draw.is(25)) name.append("-").append(any(draw, country.last_names));
    return name;
}

std::string draw_company(Draw& draw, const Country& country) {
    std::string name;
    if (draw.is(35)) {
        name = any(draw, country.last_names);
    } else {
        name = any(draw, fancies);
        name += any(draw, tails);
    }
    name.append(" ").append(any(draw, trades));
    if (draw.is(20)) name.append(" ").append(any(draw, country.cities));
    return name.append(" ").append(any(draw, country.company_forms));
}

std::string draw_phone(Draw& draw, const Country& country) {
    return fmt::format("{} {} {}", country.dialling_code, draw.between(20, 989), draw.between(100'000, 99'999'999));
}

std::string draw_address(Draw& draw, const Country& country) {
    const Text street = any(draw, country.streets), city = any(draw, country.cities);
    const auto number = draw.between(1, 240), code = draw.between(10'000, 99'999);
    return fmt::format("{} {}\n{} {}", street, number, code, city);
}

std::string domain_of(std::string_view name, std::int64_t number, const Country& country) {
    std::string domain;
    for (const char c : name.substr(0, 24)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) domain += c;
        if (c >= 'A' && c <= 'Z') domain += static_cast<char>(c - 'A' + 'a');
        if (c == ' ' && !domain.empty() && domain.back() != '-') domain += '-';
    }
    if (domain.empty() || domain.back() != '-') domain += domain.empty() ? "c" : "-";
    return fmt::format("{}{}.{}", domain, number, country.domain);
}

}  // namespace crm
