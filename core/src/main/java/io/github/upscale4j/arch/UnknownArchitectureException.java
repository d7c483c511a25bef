package io.github.upscale4j.arch;

import java.io.IOException;

/** A weights file that was read, but whose tensors belong to no architecture known here. The message is a report. */
public final class UnknownArchitectureException extends IOException {
    private static final long serialVersionUID = 1;

    public UnknownArchitectureException(String message) {
        super(message);
    }
}
