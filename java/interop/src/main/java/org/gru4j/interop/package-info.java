/**
 * Reading and writing models of other frameworks. This package has only {@link org.gru4j.interop.ImportedModel}, the
 * result of every reader. Each format has its own package, and its layout is known only there.
 */
@NullMarked
package org.gru4j.interop;

import org.jspecify.annotations.NullMarked;
