package org.gru4j.onednn;

/**
 * A service of the jar with the native library of a platform. It shows that the library is there. On the module path,
 * the service also makes Java resolve that jar's module, and the modules with oneDNN that it requires, without a
 * program naming them.
 *
 * <p>Immutable.
 */
public interface NativeJar {
    /** Returns the platform of the library in JavaCPP's notation: {@code linux-x86_64}. */
    String platform();
}
