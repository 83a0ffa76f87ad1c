# -DSANITIZE=address,undefined or thread, for every target.
set(SANITIZE "" CACHE STRING "Sanitizers to build with")
if(SANITIZE)
    add_compile_options(-fsanitize=${SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${SANITIZE})
    # GCC 12 sees uninitialised parts of std::variant once the sanitizers have changed the code; the plain builds keep the warning.
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
