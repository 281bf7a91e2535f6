/** Named tensors in files of the safetensors format. */
package org.gru4j.safetensors;
