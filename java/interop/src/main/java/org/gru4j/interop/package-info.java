/**
 * Models of other frameworks. Each format has a package of its own; nobody outside of it knows the format's layout.
 */
package org.gru4j.interop;
