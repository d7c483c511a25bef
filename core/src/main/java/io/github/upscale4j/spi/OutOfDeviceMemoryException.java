package io.github.upscale4j.spi;

/** A device has less memory left than was asked for: lower bands need less. */
public class OutOfDeviceMemoryException extends DeviceException {
    private static final long serialVersionUID = 1;

    public OutOfDeviceMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
