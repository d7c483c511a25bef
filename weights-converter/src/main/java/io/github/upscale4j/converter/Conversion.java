package io.github.upscale4j.converter;

import io.github.upscale4j.Model;
import io.github.upscale4j.arch.UnknownArchitectureException;
import java.util.Optional;

/** What became of a conversion: the input's network, where it is one that is known. */
public final class Conversion {
    private final Model model;
    private final UnknownArchitectureException obstacle;

    Conversion(Model model, UnknownArchitectureException obstacle) {
        this.model = model;
        this.obstacle = obstacle;
    }

    /** The input as a model; empty if no known architecture fits, so that only its tensors were converted. */
    public Optional<Model> model() {
        return Optional.ofNullable(model);
    }

    /** Why there is no model. */
    public Optional<String> obstacle() {
        return Optional.ofNullable(obstacle).map(Throwable::getMessage);
    }
}
