/**
 * The lifetime of objects with native or pooled memory: which threads use an object, so that no other thread closes it
 * meanwhile, and what happens to objects that were never closed. For use inside this module only. What owns which
 * memory is defined elsewhere, for tensors in {@link org.gru4j.tensor}.
 */
@NullMarked
package org.gru4j.lifetime;

import org.jspecify.annotations.NullMarked;
