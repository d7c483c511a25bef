package io.github.upscale4j.weights;

import java.io.IOException;

/**
 * A weights file that cannot be used: damaged, of an unknown kind, or asking for more than tensors. The message names
 * the file, what is wrong in it, the limit and the way out.
 */
public final class MalformedWeightsException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int QUOTED = 80;

    /** How tensors alone are saved in PyTorch: the remedy for most files that hold more. */
    static final String SAVE_STATE_DICT = "in Python, save the state dict: torch.save(model.state_dict(), ...)";

    public MalformedWeightsException(String message) {
        super(message);
    }

    /** The same complaint, with the file it is about in front. */
    public MalformedWeightsException in(String file) {
        MalformedWeightsException named = new MalformedWeightsException(file + ": " + getMessage());
        named.setStackTrace(getStackTrace());
        return named;
    }

    /** Text from a file, fit for a message: shortened, and without characters that would act on a terminal. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < Math.min(text.length(), QUOTED); i++) {
            char c = text.charAt(i);
            boolean plain = !Character.isISOControl(c)
                    && !Character.isSurrogate(c)
                    && Character.getType(c) != Character.FORMAT
                    && c != '\u2028'
                    && c != '\u2029';
            quoted.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return quoted.append(text.length() > QUOTED ? "...'" : "'").toString();
    }
}
