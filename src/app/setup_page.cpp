// HTML without scripts; the only style is allowed by its hash.
#include "app/setup_page.hpp"

#include "base/random.hpp"
#include "base/text.hpp"

namespace crm {
namespace {

constexpr std::string_view style = R"(
body { font: 0.9375rem/1.5 system-ui, sans-serif; margin: 0; padding: 1rem; color: #16191b; background: #f6f7f7 }
main { max-width: 26rem; margin: 8vh auto; padding: 2rem; background: #fff; border: 1px solid #e1e5e6; border-radius: .5rem }
h1 { font-size: 1.375rem; margin: 0 0 1rem }
label { display: block; margin-top: 1rem; font-weight: 600 }
input { font: inherit; width: 100%; box-sizing: border-box; min-height: 2.75rem; padding: .5rem; border: 1px solid #6b757b;
  border-radius: .5rem; color: inherit; background: #fff }
input[aria-invalid] { border-color: #b3261e }
button, .button { display: inline-block; font: inherit; font-weight: 600; min-height: 1.5rem; margin-top: 1.5rem;
  padding: .625rem 1.25rem; border: 0; border-radius: .5rem; color: #fff; background: #05746c; text-decoration: none }
a { color: #05746c } :focus-visible { outline: 2px solid #05746c; outline-offset: 2px }
.hint { color: #566069; margin: 0 } .error { color: #b3261e; margin: .25rem 0 0 }
pre { overflow-x: auto; padding: .75rem; background: #f1f3f3; border-radius: .5rem }
@media (prefers-color-scheme: dark) {
  body { color: #e6e9eb; background: #131719 } main { background: #1b2023; border-color: #30383e }
  pre, input { background: #131719 } .hint { color: #a3acb3 }
  .error { color: #ff8a80 } input[aria-invalid] { border-color: #ff8a80 } a { color: #73beb6 } .button { color: #fff }
}
)";

// `'sha256-…'` as a Content-Security-Policy names the style: standard base64 of its hash.
std::string style_hash() {
    const std::string digits = sha256_hex(style);
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    std::string text = base64url(bytes) + "=";
    for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
    return "'sha256-" + text + "'";
}

Response page(int status, std::string_view title, const std::string& content) {
    static const std::string policy = "default-src 'none'; style-src " + style_hash() +
                                      "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    std::string html =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
    html.append(title)
        .append(" - ConnectCRM</title>\n<style>")
        .append(style)
        .append("</style>\n</head>\n<body>\n<main>\n<h1>");
    html.append(title).append("</h1>\n").append(content).append("</main>\n</body>\n</html>\n");
    Response response = html_response(status, std::move(html));
    response.set("Content-Security-Policy", policy);
    response.set("Cache-Control", "no-store");
    response.set("Referrer-Policy", "no-referrer");
    return response;
}

struct Input {
    std::string_view name, label, type, autocomplete, hint;
    bool required = true;
    int max_length = 0;
};

std::string input(const Input& i, std::string_view value, const Problems& problems) {
    const std::string name(i.name);
    std::string errors;
    for (const auto& [field, texts] : problems.found())
        if (field == name)
            for (const std::string& text : texts) errors += "<p class=\"error\">" + html_escape(text) + "</p>\n";

    std::string html = "<label for=\"" + name + "\">" + std::string(i.label) + "</label>\n<input id=\"" + name +
                       "\" name=\"" + name + "\" type=\"" + std::string(i.type) + "\" autocomplete=\"" +
                       std::string(i.autocomplete) + "\"";
    if (!value.empty()) html += " value=\"" + html_escape(value) + "\"";
    if (i.max_length > 0) html += " maxlength=\"" + std::to_string(i.max_length) + "\"";
    if (i.required) html += " required";
    if (name == "username") html += " autocapitalize=\"none\" spellcheck=\"false\"";
    html += " aria-describedby=\"" + name + "-notes\"";
    if (!errors.empty()) html += " aria-invalid=\"true\"";
    html += ">\n<div id=\"" + name + "-notes\">\n";
    if (!i.hint.empty()) html += "<p class=\"hint\">" + std::string(i.hint) + "</p>\n";
    return html + errors + "</div>\n";
}

}  // namespace

Response setup_page(int status, const SetupForm& form, const Problems& problems) {
    std::string html = "<p>Make the account of the first administrator. This page works once.</p>\n";
    if (!problems.empty())
        html += "<p role=\"alert\" class=\"error\">Nothing was saved yet: see the notes at the fields.</p>\n";
    html += "<form method=\"post\" action=\"/setup/\">\n<input type=\"hidden\" name=\"token\" value=\"" +
            html_escape(form.token) + "\">\n";
    html += input({"username", "User name", "text", "username", "Letters, digits and @ . + - _", true, 150},
                  form.username, problems);
    html += input({"email", "E-mail address", "email", "email", "May be left out.", false, 254}, form.email, problems);
    html += input({"password", "Password", "password", "new-password",
                   "At least 12 characters, not a common word, not like the name."},
                  "", problems);
    html += input({"password_again", "Password again", "password", "new-password", ""}, "", problems);
    html += "<button type=\"submit\">Make the account</button>\n</form>\n";
    return page(status, "Welcome", html);
}

Response set_up_page(std::string_view username, std::string_view host) {
    const std::string base = "http://" + std::string(host);
    return page(200, "Ready",
                "<p>The account <strong>" + html_escape(username) +
                    "</strong> is made.</p>\n<p><a class=\"button\" href=\"/\">Sign in</a></p>\n"
                    "<p>Programs begin at <a href=\"/api/docs/\">/api/docs/</a>, with a token:</p>\n<pre><code>" +
                    html_escape("read -rs PASSWORD\ncurl " + base + "/api/token/ --data-urlencode username=" +
                                std::string(username) + " --data-urlencode password=\"$PASSWORD\"\n") +
                    "</code></pre>\n");
}

Response set_up_already_page() {
    return page(410, "Set up already",
                "<p>There is an administrator. Sign in, or make another administrator on the server with "
                "<code>connectcrm createsuperuser</code>.</p>\n");
}

Response token_over_page() {
    return page(
        410, "This address no longer works",
        "<p>It was used, is older than 30 minutes, or is incomplete. Restart the server to get a new one, or run "
        "<code>connectcrm createsuperuser</code>.</p>\n");
}

}  // namespace crm
