package io.github.upscale4j.exec;

import io.github.upscale4j.spi.DeviceException;

/** A result in less than float32 has a value that is infinite or no number: in float32 it may well be one. */
final class NotFiniteException extends DeviceException {
    private static final long serialVersionUID = 1;

    NotFiniteException(int y) {
        super("in float16, whose largest number is 65504, row " + y + " of the result is not finite");
    }
}
