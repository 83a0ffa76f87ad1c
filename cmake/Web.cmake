# The web app, as ./dev build has built and compressed it in web/dist/packed.
option(WEB "Put the web app into the program; needs web/dist, which ./dev build makes" ON)

function(embed_web target)
    set(packed ${CMAKE_SOURCE_DIR}/web/dist/packed)
    if(NOT WEB)
        set(packed ${CMAKE_BINARY_DIR}/no-web)
        file(MAKE_DIRECTORY ${packed})
    elseif(NOT EXISTS ${packed}/index.html)
        message(FATAL_ERROR "web/dist/packed is missing: build by ./dev build, or leave the web app out with -DWEB=OFF.")
    endif()
    embed_files(${target} web ${packed} "*")
endfunction()
