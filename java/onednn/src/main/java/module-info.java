/**
 * The native backend. It exports nothing to programs, which get it from {@link org.gru4j.backend.Backends}. The native
 * library is in a module of its own for each platform, found as a service.
 */
@SuppressWarnings("module") // that of the native library is compiled after this one
module org.gru4j.onednn {
    requires transitive org.gru4j.core;
    requires org.bytedeco.javacpp;
    // annotations, for the compiler alone
    requires static org.jspecify;

    exports org.gru4j.onednn to
            org.gru4j.onednn.linux.x86_64;

    uses org.gru4j.onednn.NativeJar;

    provides org.gru4j.backend.BackendProvider with
            org.gru4j.onednn.OneDnnBackendProvider;
}
