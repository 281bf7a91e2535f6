/**
 * The native backend. It exports nothing to programs; they get the backend from {@link org.gru4j.backend.Backends}. The
 * native library is in a separate module for each platform, which is found as a service.
 */
@SuppressWarnings("module") // the module in exports … to is compiled after this one
module org.gru4j.onednn {
    requires transitive org.gru4j.core;
    requires org.bytedeco.javacpp;
    // annotations, needed only by compilers
    requires static org.jspecify;

    exports org.gru4j.onednn to
            org.gru4j.onednn.linux.x86_64;

    uses org.gru4j.onednn.NativeJar;

    provides org.gru4j.backend.BackendProvider with
            org.gru4j.onednn.OneDnnBackendProvider;
}
