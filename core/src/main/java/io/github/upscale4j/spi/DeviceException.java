package io.github.upscale4j.spi;

/** A device failed: it is lost, or its driver or compiler refuses. The message names the device and what to do. */
public class DeviceException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    public DeviceException(String message) {
        super(message);
    }

    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
