// What the tests of signing in share: an empty, migrated database of their own on each engine.
#pragma once
#include "base/time.hpp"
#include "db/engines_for_tests.hpp"
#include "db/migrate.hpp"

namespace crm::for_tests {

template <class E>
class SignInDatabase : public Fresh<E> {
public:
    SignInDatabase() {
        migrate(*this->session(), migrations_for(E::engine));
        database_ = open();
    }
    std::unique_ptr<Database> open() const { return open_database(this->url); }

    template <class F>
    auto write(F&& f) {
        return database_->write(std::forward<F>(f));
    }
    std::int64_t rows(const std::string& table) {
        return write([&](Session& s) { return s.integer("SELECT COUNT(*) FROM " + table); });
    }

private:
    std::unique_ptr<Database> database_;
};

inline Timestamp seconds(double s) { return {static_cast<std::int64_t>(1'700'000'000'000'000 + s * 1e6)}; }

}  // namespace crm::for_tests
