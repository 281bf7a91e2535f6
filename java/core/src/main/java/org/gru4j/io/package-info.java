/** Files: named tensors in the safetensors format, and checkpoints made of them. */
package org.gru4j.io;
