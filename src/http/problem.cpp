// What a client is told when something went wrong.
#include "http/problem.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "http/form.hpp"

namespace crm {

int status_of(Condition condition) {
    switch (condition) {
        case Condition::bad_request:
            return 400;
        case Condition::unauthenticated:
            return 401;
        case Condition::forbidden:
            return 403;
        case Condition::not_found:
            return 404;
        case Condition::method_not_allowed:
            return 405;
        case Condition::not_acceptable:
            return 406;
        case Condition::conflict:
            return 409;
        case Condition::precondition_failed:
            return 412;
        case Condition::too_large:
            return 413;
        case Condition::unsupported_media:
            return 415;
        case Condition::unprocessable:
            return 422;
        case Condition::too_many:
            return 429;
        case Condition::internal:
            return 500;
        case Condition::unavailable:
            return 503;
        case Condition::out_of_storage:
            return 507;
    }
    return 500;
}

std::string_view reason_of(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        case 505:
            return "HTTP Version Not Supported";
        case 507:
            return "Insufficient Storage";
        default:
            return "Unknown";
    }
}

bool accepts_problem_json(const Request& request) {
    for (const auto& item : split_list(request.header("Accept"))) {
        const MediaType media = parse_media_type(item);
        if (media.type != "application/problem+json") continue;
        const auto quality = media.param("q");
        return quality.empty() || quality.find_first_not_of("0.") != std::string_view::npos;
    }
    return false;
}

namespace {

constexpr std::string_view server_error = "A server error occurred.";

std::string texts_per_field(const Problems& problems) {
    std::string out;
    json::Object object(out);
    for (const auto& [field, texts] : problems.found()) {
        object.key(field);
        out += '[';
        for (const auto& text : texts) {
            if (&text != &texts.front()) out += ',';
            json::append_string(out, text);
        }
        out += ']';
    }
    object.end();
    return out;
}

Response plain_problem(int status, const Error& error, const Problems* problems) {
    if (problems) return json_response(status, texts_per_field(*problems));
    std::string body;
    json::Object object(body);
    object.text("detail", error.message);
    if (!error.code.empty()) object.text("code", error.code);
    if (!error.members.empty()) (body += ',') += error.members;
    object.end();
    return json_response(status, std::move(body));
}

// RFC 9457
Response problem_json(int status, const Error& error, const Problems* problems) {
    std::string body;
    json::Object object(body);
    object.text("type", "about:blank").text("title", reason_of(status)).integer("status", status);
    object.text("detail", error.message);
    if (!error.code.empty()) object.text("code", error.code);
    if (problems) object.raw("errors", texts_per_field(*problems));
    if (!error.members.empty()) (body += ',') += error.members;
    object.end();
    return json_response(status, std::move(body)).set("Content-Type", "application/problem+json");
}

Response response_for(const Error& error, const Problems* problems, const Request& request) {
    const int status = status_of(error.condition);
    Response response =
        accepts_problem_json(request) ? problem_json(status, error, problems) : plain_problem(status, error, problems);
    if (status == 401) response.add("WWW-Authenticate", "Bearer realm=\"api\"");
    if (error.retry_after > 0) response.add("Retry-After", std::to_string(error.retry_after));
    response.error_detail = error.detail;
    return response;
}

Response django_page(int status, std::string_view title, std::string_view details) {
    std::string body = "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>";
    body.append(title).append("</title>\n</head>\n<body>\n  <h1>").append(title).append("</h1><p>");
    body.append(html_escape(details)).append("</p>\n</body>\n</html>\n");
    return html_response(status, std::move(body));
}

}  // namespace

Response response_for_current_exception(const Request& request) {
    try {
        throw;
    } catch (const Invalid& invalid) {
        return response_for(invalid, &invalid.problems, request);
    } catch (const OversizedForm& form) {
        Response response = bad_request_page("");
        response.error_detail = form.what();
        return response;
    } catch (const Error& error) {
        return response_for(error, nullptr, request);
    } catch (const std::exception& exception) {
        return response_for(Error(Condition::internal, std::string(server_error), exception.what()), nullptr, request);
    } catch (...) {
        return response_for(Error(Condition::internal, std::string(server_error), "not a std::exception"), nullptr,
                            request);
    }
}

Response not_found_page() {
    return django_page(404, "Not Found", "The requested resource was not found on this server.");
}

Response bad_request_page(std::string_view reason) { return django_page(400, "Bad Request (400)", reason); }

}  // namespace crm
