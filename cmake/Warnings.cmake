# What every file of ours is compiled with; warnings are errors.
add_library(crm_warnings INTERFACE)
target_compile_options(crm_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
    -Wold-style-cast -Wno-missing-field-initializers -Werror
    -Wno-restrict  # GCC 12 sees overlaps in std::string that are not there (GCC bug 105329)
    -fstack-protector-strong -fstack-clash-protection -fcf-protection)
target_compile_definitions(crm_warnings INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>
    $<$<CONFIG:Release>:_FORTIFY_SOURCE=3>)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
add_link_options(-Wl,-z,relro,-z,now -pie)
