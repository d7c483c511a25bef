package io.github.upscale4j.examples.page;

/** A request that is answered with a status and one plain line. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    Refusal(int status, String line) {
        super(line, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    static Refusal notFound() {
        return new Refusal(404, "there is nothing here");
    }

    static Refusal malformed(String line) {
        return new Refusal(400, line);
    }
}
