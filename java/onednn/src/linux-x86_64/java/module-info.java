/** The native library for Linux on x86-64, and what has to be there with it: oneDNN and its OpenMP runtime. */
@SuppressWarnings("module") // the platform's name ends in a digit
module org.gru4j.onednn.linux.x86_64 {
    requires org.gru4j.onednn;
    requires org.bytedeco.javacpp.linux.x86_64;
    requires org.bytedeco.dnnl.linux.x86_64;

    provides org.gru4j.onednn.NativeJar with
            org.gru4j.onednn.linux.x86_64.LinuxX64NativeJar;
}
