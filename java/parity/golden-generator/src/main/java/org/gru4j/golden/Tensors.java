package org.gru4j.golden;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Converts between Java arrays and PyTorch tensors. Tensors belong to the current {@code PointerScope}. */
final class Tensors {

    private Tensors() {}

    static Tensor constant(Values values, Precision precision) {
        DoublePointer data = new DoublePointer(values.data());
        Tensor view = torch.from_blob(data, values.shape(), new TensorOptions(ScalarType.Double));
        return view.clone().toType(precision.scalarType());
    }

    /** Returns a tensor that collects its gradient. */
    static Tensor leaf(Values values, Precision precision) {
        return constant(values, precision).set_requires_grad(true);
    }

    static Tensor zeros(Precision precision, long... shape) {
        return torch.zeros(shape).toType(precision.scalarType());
    }

    /** Returns a copy of a tensor's values. A negative zero becomes a positive one; the sign has no meaning here. */
    static Values values(Tensor tensor) {
        Tensor doubles = tensor.detach().toType(ScalarType.Double).contiguous();
        double[] data = new double[Math.toIntExact(doubles.numel())];
        doubles.data_ptr_double().get(data);
        for (int i = 0; i < data.length; i++) data[i] += 0.0;
        return new Values(doubles.sizes().vec().get(), data);
    }
}
