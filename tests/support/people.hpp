// Who and what every test finds in its database.
//
//   users          1 david (admin)  2 maria (sales)  3 jonas (sales)  4 carla (customer)  5 dario (customer)
//                  6 erika (sales, deactivated)  7 nora (role "")  8 udo (role "manager")
//   customers      1 Carla's Café (carla)  2 Dario Srl (dario)  3 Nobody Ltd  4 Carla's Boats (carla)  5 Moonlight
//   (maria)
//   opportunities  1 of customer 1 (maria)  2 of customer 2 (jonas)  3 of customer 3
//   interactions   1 of customer 1  2 of customer 2  3 of customer 3  4 of customer 4  5 of customer 1
//   stages         1 Lead  2 Won  3 Lost
#pragma once
#include <string_view>

#include "db/session.hpp"

namespace crm::for_tests {

// Everybody's. All passwords in tests hold `crocodile`, so that a leaked one is found anywhere.
inline constexpr std::string_view people_password = "green-crocodile-42";
inline constexpr std::string_view secret_mark = "crocodile";

void add_people(Session&);  // within a transaction

}  // namespace crm::for_tests
