/** Models with everything that a training needs to go on, in a safetensors file. */
package org.gru4j.checkpoint;
