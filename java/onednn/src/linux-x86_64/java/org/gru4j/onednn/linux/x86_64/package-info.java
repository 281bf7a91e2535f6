/** The jar of the native library for Linux on x86-64. */
package org.gru4j.onednn.linux.x86_64;
