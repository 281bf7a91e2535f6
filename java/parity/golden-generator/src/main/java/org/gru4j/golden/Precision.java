package org.gru4j.golden;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** The precision in which the expected results are computed. */
enum Precision {
    FLOAT32("f32", ScalarType.Float, 0x1p-23),
    FLOAT64("f64", ScalarType.Double, 0x1p-52);

    private final String fileNamePart;
    private final ScalarType scalarType;
    private final double epsilon;

    Precision(String fileNamePart, ScalarType scalarType, double epsilon) {
        this.fileNamePart = fileNamePart;
        this.scalarType = scalarType;
        this.epsilon = epsilon;
    }

    String fileNamePart() {
        return fileNamePart;
    }

    ScalarType scalarType() {
        return scalarType;
    }

    /** Returns the largest absolute difference allowed between two implementations of a case: 1e-13 in float64. */
    double agreement() {
        return 1e-13 * (epsilon / FLOAT64.epsilon);
    }
}
