// The commonest words are real ones; the rest is put together from syllables.
#include "crm/bench/vocabulary.hpp"

#include <array>
#include <cmath>
#include <unordered_set>

namespace crm {
namespace {

constexpr std::string_view common =
    "the to and of a we they for will with on in is about our not call be it by next week offer price them at was "
    "have from meeting sent or asked this new contract order by would project team more after before send question "
    "answer mail delivery invoice budget decision visit phone demo interested wants needs until quote discount system "
    "contact date year month day customer number plan start open second first support service product test pilot "
    "license training report problem solved waiting agreed signed terms shipment stock sample quality engineer manager "
    "buyer director office factory warehouse market region export import software hardware machine part repair "
    "maintenance warranty complaint refund payment bank credit limit reminder overdue partner competitor reference "
    "presentation workshop introduction proposal negotiation approval purchase department legal security data review "
    "update change request feature release version deadline milestone risk cost saving return investment interest "
    "und der die das mit für nicht Angebot Rückruf Gespräch Termin Kunde Lieferung Rechnung Vertrag Frage Preis Woche "
    "möchte prüft schickt später größer Änderung Bestellung Übergabe le la les des pour avec réunion devis commande "
    "société prix livraison facture demain bientôt été être el los para con reunión pedido factura precio mañana "
    "señor año oferta contrato il per riunione ordine prezzo domani è città perché och att för möte faktura "
    "beställning "
    "på från spotkanie zamówienie faktura cena jutro później dziękuję się że ve için toplantı fatura sipariş teklif "
    "görüşme ile встреча заказ договор цена звонок завтра счёт предложение και για συνάντηση προσφορά τιμή 客户 订单 "
    "会议 "
    "価格 注文 契約";

constexpr std::array<std::string_view, 64> starts{
    "ba", "be",   "bri", "ca", "chi",  "co",  "da", "de", "dra", "du", "e",  "fa",  "fe",  "fla", "fo", "ga",
    "ge", "gra",  "ha",  "he", "ho",   "i",   "ja", "ju", "ka",  "ki", "ko", "kra", "la",  "le",  "li", "lo",
    "ma", "me",   "mi",  "mo", "na",   "ne",  "ni", "o",  "pa",  "pe", "po", "pra", "qui", "ra",  "re", "ro",
    "sa", "sche", "se",  "si", "stra", "sto", "ta", "te", "tra", "u",  "va", "ve",  "vi",  "wa",  "we", "zu"};
constexpr std::array<std::string_view, 48> ends{
    "n",    "r",    "s",   "t",   "nd",  "ng", "rt", "st", "l",  "m",   "k",   "ch",  "ra",  "ro",   "ri",   "to",
    "ta",   "ti",   "na",  "no",  "ni",  "la", "lo", "li", "de", "den", "ner", "ler", "ung", "heit", "tion", "ment",
    "able", "ique", "ado", "ero", "ska", "ov", "ić", "ön", "är", "é",   "eur", "oso", "ler", "mak",  "ık",   "ős"};

std::string invented(Draw& draw) {
    std::string word(draw.one_of(std::span(starts)));
    for (auto more = draw.below(3); more > 0; --more) word += draw.one_of(std::span(starts));
    return word += draw.one_of(std::span(ends));
}

}  // namespace

Vocabulary::Vocabulary() {
    std::unordered_set<std::string> known;
    const auto add = [&](std::string word) {
        if (known.insert(word).second) words_.push_back(std::move(word));
    };
    for (std::size_t at = 0; at < common.size();) {
        const auto end = std::min(common.find(' ', at), common.size());
        add(std::string(common.substr(at, end - at)));
        at = end + 1;
    }
    Draw draw(0, 0, 0);
    while (words_.size() < size) add(invented(draw));
}

std::string_view Vocabulary::draw(Draw& draw) const {
    static const double scale = std::log(static_cast<double>(size) + 1);
    return words_[static_cast<std::size_t>(std::exp(draw.part() * scale)) - 1];
}

void Vocabulary::append_text(std::string& out, Draw& draw, std::int64_t count) const {
    std::int64_t left_of_sentence = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        const bool starts_sentence = left_of_sentence == 0;
        if (starts_sentence) left_of_sentence = draw.between(5, 14);
        if (i > 0) out += starts_sentence ? ". " : " ";
        const std::size_t at = out.size();
        out += this->draw(draw);
        if (starts_sentence && out[at] >= 'a' && out[at] <= 'z') out[at] = static_cast<char>(out[at] - 'a' + 'A');
        --left_of_sentence;
    }
    out += '.';
}

}  // namespace crm
