# Embeds files as string literals: `embed_files(target name dir glob)` defines
# `std::span<const crm::EmbeddedFile> crm::embedded_<name>()`, declared in base/embedded.hpp, sorted by name.
function(embed_files target name dir)
    file(GLOB files CONFIGURE_DEPENDS RELATIVE ${dir} ${dir}/${ARGN})
    list(SORT files)
    set(body "// Made by cmake/Embed.cmake.\n#include \"base/embedded.hpp\"\n#include <array>\nnamespace crm {\n")
    set(entries "")
    set(count 0)
    foreach(file IN LISTS files)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${dir}/${file})
        file(READ ${dir}/${file} hex HEX)
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" hex "${hex}")
        # Adjacent literals keep each within what compilers must accept.
        string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f]){64})" "\\1\"\n    \"" hex "${hex}")
        file(SIZE ${dir}/${file} size)
        string(APPEND entries "    {\"${file}\", {\"${hex}\", ${size}}},\n")
        math(EXPR count "${count} + 1")
    endforeach()
    string(APPEND body "namespace {\nconstexpr std::array<EmbeddedFile, ${count}> files{{\n${entries}}};\n}\n"
        "std::span<const EmbeddedFile> embedded_${name}() { return files; }\n}\n")
    set(out ${CMAKE_BINARY_DIR}/embedded_${name}.cpp)
    file(CONFIGURE OUTPUT ${out} CONTENT "${body}" @ONLY)
    target_sources(${target} PRIVATE ${out})
endfunction()
