// Sample records: the n-th customer, opportunity and interaction of a made-up company, the same for the same seed.
#pragma once
#include <memory>

#include "crm/bench/vocabulary.hpp"
#include "crm/customers/customer.hpp"
#include "crm/interactions/interaction.hpp"
#include "crm/opportunities/opportunity.hpp"
#include "crm/users/user.hpp"

namespace crm {

struct SampleSize {
    std::int64_t customers = 100'000, interactions = 500'000;  // at least 4 each
    std::int64_t seed = 1;
    std::int64_t opportunities() const { return customers / 2; }
    bool operator==(const SampleSize&) const = default;
};

// What can be chosen, for whoever asks.
struct SampleOption {
    const char *name, *help;
    std::int64_t SampleSize::*member;
    std::int64_t least, most;
};
std::span<const SampleOption> sample_options();

class Sample {
public:
    explicit Sample(SampleSize);

    const SampleSize& size() const { return size_; }
    const Vocabulary& vocabulary() const { return vocabulary_; }

    // Users 1 to admins are admins, then come salespeople, then those of customers who may sign in.
    static constexpr Id admins = 3, salespeople = 27, linked_users = 30, users = admins + salespeople + linked_users;

    static constexpr Id staff_user() { return admins + 1; }

    // A customer whose user may sign in.
    Id linked_customer(Draw&) const;

    // Ids count from 1. Any thread may call these.
    UserRecord user(Id) const;
    Customer customer(Id) const;
    Opportunity opportunity(Id) const;
    Interaction interaction(Id) const;

private:
    Id stride() const;
    Draw draw(std::uint64_t stream, Id id) const { return {static_cast<std::uint64_t>(size_.seed), stream, id}; }
    Timestamp created(Id id, std::int64_t of, Draw&) const;
    void date(Record&, std::int64_t of, Draw&) const;
    Id customer_of_opportunity(Id) const;
    std::optional<Id> opportunity_of_customer(Id) const;

    SampleSize size_;
    Vocabulary vocabulary_;
};

}  // namespace crm
