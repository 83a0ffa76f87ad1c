// What ThreadSanitizer must not report, as it cannot see it: the C++ library counts the owners of an exception with
// instructions that are not instrumented, so that the last of them seems to free it while another one reads.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
    return "race:std::__exception_ptr::exception_ptr::_M_release\n";
}
