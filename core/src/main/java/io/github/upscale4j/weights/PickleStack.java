package io.github.upscale4j.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stack, marks and memo of the pickle machine. One byte of a pickle can cost tens of bytes of heap, so the values
 * ever pushed are counted: half a million cost at most some 50 MB, and a checkpoint of a thousand tensors needs 30,000.
 */
final class PickleStack {
    private static final int PUSHES = 500_000;

    /** What is wrong with a pickle; who runs the machine knows where. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(String message) {
            super(message);
        }
    }

    private final List<Object> values = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private Object[] memo = new Object[64];
    private boolean[] stored = new boolean[64];
    private int memoized;
    private int pushes;

    void push(Object value) throws Fault {
        count();
        values.add(value);
    }

    Object top() throws Fault {
        return values.get(available(1));
    }

    Object pop() throws Fault {
        return values.remove(available(1));
    }

    /** The last {@code count} values, the deepest first. */
    Object[] pop(int count) throws Fault {
        return takeFrom(available(count)).toArray();
    }

    void mark() throws Fault {
        count();
        marks.add(values.size());
    }

    /** The values above the last mark, which goes too. */
    List<Object> popMark() throws Fault {
        if (marks.isEmpty()) {
            throw new Fault("no mark on the stack; the file is damaged");
        }
        return takeFrom(marks.remove(marks.size() - 1));
    }

    /** POP removes a value, or a mark that lies on top. */
    void drop() throws Fault {
        if (!marks.isEmpty() && marks.get(marks.size() - 1) == values.size()) {
            marks.remove(marks.size() - 1);
        } else {
            pop();
        }
    }

    Object result() throws Fault {
        if (values.size() != 1 || !marks.isEmpty()) {
            throw new Fault("ends with " + values.size() + " values on the stack instead of 1; the file is damaged");
        }
        return values.get(0);
    }

    void storeNext() throws Fault {
        store(memoized);
    }

    void store(long slot) throws Fault {
        if (slot >= PUSHES) {
            throw new Fault("memo slot " + slot + " is beyond the limit of " + PUSHES + "; the file is damaged");
        }
        if (slot >= memo.length) {
            int length = (int) Math.min(PUSHES, Math.max(slot + 1, 2L * memo.length));
            memo = Arrays.copyOf(memo, length);
            stored = Arrays.copyOf(stored, length);
        }
        memo[(int) slot] = top();
        if (!stored[(int) slot]) {
            stored[(int) slot] = true;
            memoized++; // MEMOIZE numbers its slots by how many are in use
        }
    }

    Object stored(long slot) throws Fault {
        if (slot >= stored.length || !stored[(int) slot]) {
            throw new Fault("memo slot " + slot + " was never written; the file is damaged");
        }
        return memo[(int) slot];
    }

    private void count() throws Fault {
        if (++pushes > PUSHES) {
            throw new Fault("more than " + PUSHES + " values; " + MalformedWeightsException.SAVE_STATE_DICT);
        }
    }

    /** The index of the last but {@code count - 1} value; values below the last mark cannot be reached. */
    private int available(int count) throws Fault {
        int floor = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
        if (values.size() - count < floor) {
            throw new Fault("stack underflow; the file is damaged");
        }
        return values.size() - count;
    }

    private List<Object> takeFrom(int index) {
        List<Object> tail = values.subList(index, values.size());
        List<Object> taken = new ArrayList<>(tail);
        tail.clear();
        return taken;
    }
}
