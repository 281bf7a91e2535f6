package org.gru4j.onednn;

/**
 * What the jar with a platform's native library provides as a service: that the library is there. On the module path it is
 * what gets that jar's module resolved, and with it the modules that hold oneDNN, without anybody naming them.
 *
 * <p>Immutable.
 */
public interface NativeJar {
    /** The platform that the library is for, as JavaCPP names it: {@code linux-x86_64}. */
    String platform();
}
