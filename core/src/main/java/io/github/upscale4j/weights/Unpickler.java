package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.SAVE_STATE_DICT;

import io.github.upscale4j.weights.Pickled.Dict;
import io.github.upscale4j.weights.Pickled.Opaque;
import io.github.upscale4j.weights.Pickled.Sequence;
import io.github.upscale4j.weights.Pickled.Storage;
import io.github.upscale4j.weights.Pickled.Tuple;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one pickle, protocols 2 to 5, into the values of {@link Pickled}. An interpreter of the stack machine described
 * in Python's {@code pickletools}, without the opcodes that create objects of other classes: those refuse the file. It
 * never recurses, so nesting costs heap only, which {@link PickleStack} bounds.
 */
final class Unpickler {
    /** Thousands of tensors with their optimiser's state need less than a megabyte. */
    static final int LARGEST_PICKLE = 16 << 20;

    private static final int NAME = 1024;
    private static final int LONG_BYTES = 1024;
    private static final Map<Integer, String> FORBIDDEN = Map.ofEntries(
            Map.entry((int) 'P', "PERSID"),
            Map.entry((int) 'i', "INST"),
            Map.entry((int) 'o', "OBJ"),
            Map.entry(0x81, "NEWOBJ"),
            Map.entry(0x82, "EXT1"),
            Map.entry(0x83, "EXT2"),
            Map.entry(0x84, "EXT4"),
            Map.entry(0x92, "NEWOBJ_EX"));

    private final Cursor in;
    private final Map<String, Dtype> storages;
    private final PickleStack stack = new PickleStack();

    private Unpickler(Cursor in, Map<String, Dtype> storages) {
        this.in = in;
        this.storages = storages;
    }

    /** Reads to the STOP opcode, and leaves {@code in} behind it. */
    static Object read(Cursor in) throws MalformedWeightsException {
        return read(in, new HashMap<>());
    }

    /** The same; adds the key and element type of every storage met to {@code storages}. */
    static Object read(Cursor in, Map<String, Dtype> storages) throws MalformedWeightsException {
        try {
            return new Unpickler(in, storages).run();
        } catch (PickleStack.Fault e) {
            throw in.refuse(e.getMessage());
        }
    }

    private Object run() throws MalformedWeightsException, PickleStack.Fault {
        int start = in.position();
        while (true) {
            if (in.position() - start > LARGEST_PICKLE) {
                throw in.refuse("a pickle of more than " + LARGEST_PICKLE + " bytes; " + SAVE_STATE_DICT);
            }
            int opcode = in.u8();
            if (opcode == '.') {
                return stack.result();
            }
            step(opcode);
        }
    }

    private void step(int opcode) throws MalformedWeightsException, PickleStack.Fault {
        switch (opcode) {
            case 0x80: // PROTO
                int protocol = in.u8();
                if (protocol > 5) {
                    throw in.refuse("pickle protocol " + protocol + ", at most 5 is read; " + SAVE_STATE_DICT);
                }
                break;
            case 0x95: // FRAME: how much to read ahead, of no use to a reader in memory
                in.i64();
                break;
            case '(': // MARK
                stack.mark();
                break;
            case '0': // POP
                stack.drop();
                break;
            case '1': // POP_MARK
                stack.popMark();
                break;
            case '2': // DUP
                stack.push(stack.top());
                break;
            case 'N': // NONE
                stack.push(null);
                break;
            case 0x88: // NEWTRUE
                stack.push(Boolean.TRUE);
                break;
            case 0x89: // NEWFALSE
                stack.push(Boolean.FALSE);
                break;
            case 'J': // BININT
                stack.push((long) in.i32());
                break;
            case 'K': // BININT1
                stack.push((long) in.u8());
                break;
            case 'M': // BININT2
                stack.push((long) in.u16());
                break;
            case 0x8a: // LONG1
                stack.push(integer(in.u8()));
                break;
            case 0x8b: // LONG4
                stack.push(integer(in.u32()));
                break;
            case 'G': // BINFLOAT, big-endian alone among the numbers
                stack.push(Double.longBitsToDouble(Long.reverseBytes(in.i64())));
                break;
            case 'X': // BINUNICODE
                stack.push(in.utf8(in.u32(), "a string"));
                break;
            case 0x8c: // SHORT_BINUNICODE
                stack.push(in.utf8(in.u8(), "a string"));
                break;
            case 0x8d: // BINUNICODE8
                stack.push(in.utf8(in.i64(), "a string"));
                break;
            case 'T': // BINSTRING, SHORT_BINSTRING: Python 2's str, text or bytes alike
                stack.push(new String(in.array(in.i32(), "a string"), StandardCharsets.ISO_8859_1));
                break;
            case 'U':
                stack.push(new String(in.array(in.u8(), "a string"), StandardCharsets.ISO_8859_1));
                break;
            case 'B': // BINBYTES
                bytes(in.u32());
                break;
            case 'C': // SHORT_BINBYTES
                bytes(in.u8());
                break;
            case 0x8e: // BINBYTES8
                bytes(in.i64());
                break;
            case ']': // EMPTY_LIST
            case 0x8f: // EMPTY_SET
                stack.push(new Sequence());
                break;
            case 'l': // LIST
            case 0x91: // FROZENSET
                Sequence list = new Sequence();
                list.items.addAll(stack.popMark());
                stack.push(list);
                break;
            case 'a': // APPEND
                Object item = stack.pop();
                sequence().items.add(item);
                break;
            case 'e': // APPENDS
            case 0x90: // ADDITEMS
                List<Object> items = stack.popMark();
                sequence().items.addAll(items);
                break;
            case ')': // EMPTY_TUPLE
                stack.push(new Tuple());
                break;
            case 't': // TUPLE
                stack.push(new Tuple(stack.popMark().toArray()));
                break;
            case 0x85: // TUPLE1 to TUPLE3
            case 0x86:
            case 0x87:
                stack.push(new Tuple(stack.pop(opcode - 0x84)));
                break;
            case '}': // EMPTY_DICT
                stack.push(new Dict());
                break;
            case 'd': // DICT
                List<Object> pairs = stack.popMark();
                stack.push(new Dict());
                put(pairs);
                break;
            case 's': // SETITEM
                put(Arrays.asList(stack.pop(2)));
                break;
            case 'u': // SETITEMS
                put(stack.popMark());
                break;
            case 'q': // BINPUT
                stack.store(in.u8());
                break;
            case 'r': // LONG_BINPUT
                stack.store(in.u32());
                break;
            case 0x94: // MEMOIZE
                stack.storeNext();
                break;
            case 'h': // BINGET
                stack.push(stack.stored(in.u8()));
                break;
            case 'j': // LONG_BINGET
                stack.push(stack.stored(in.u32()));
                break;
            case 'c': // GLOBAL
                global(in.line(NAME, "a module's name"), in.line(NAME, "a class's name"));
                break;
            case 0x93: // STACK_GLOBAL
                Object[] names = stack.pop(2);
                if (!(names[0] instanceof String) || !(names[1] instanceof String)) {
                    throw in.refuse("a class's name that is no string; the file is damaged");
                }
                global((String) names[0], (String) names[1]);
                break;
            case 'R': // REDUCE
                Object[] call = stack.pop(2);
                if (!(call[0] instanceof PickleGlobal) || !(call[1] instanceof Tuple)) {
                    throw in.refuse("a call of a " + Pickled.kind(call[0]) + "; the file is damaged or hostile");
                }
                stack.push(((PickleGlobal) call[0]).call((Tuple) call[1]));
                break;
            case 'b': // BUILD: the attributes of a state dict (its _metadata) or a NumPy dtype carry no weights
                stack.drop();
                if (!(stack.top() instanceof Dict) && stack.top() != Opaque.VALUE) {
                    throw in.refuse("sets attributes of a " + Pickled.kind(stack.top()) + "; " + SAVE_STATE_DICT);
                }
                break;
            case 'Q': // BINPERSID
                Storage storage = PickleGlobal.storage(stack.pop());
                storages.putIfAbsent(storage.key, storage.dtype);
                stack.push(storage);
                break;
            default:
                throw unknown(opcode);
        }
    }

    private void bytes(long length) throws MalformedWeightsException, PickleStack.Fault {
        in.slice(length, "a byte string");
        stack.push(Opaque.VALUE);
    }

    /** Two's complement, least significant byte first. */
    private Object integer(long length) throws MalformedWeightsException {
        ByteBuffer bytes = in.slice(length, "an integer");
        if (length > LONG_BYTES) {
            throw in.refuse(
                    "an integer of " + length + " bytes, at most " + LONG_BYTES + " are read; the file is damaged");
        }
        byte[] bigEndian = new byte[(int) length + 1]; // one more: the sign of an empty one
        for (int i = 0; i < length; i++) {
            bigEndian[bigEndian.length - 1 - i] = bytes.get(i);
        }
        bigEndian[0] = (byte) (length > 0 && bytes.get((int) length - 1) < 0 ? -1 : 0);
        BigInteger value = new BigInteger(bigEndian);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private void global(String module, String name) throws MalformedWeightsException, PickleStack.Fault {
        stack.push(PickleGlobal.find(module, name));
    }

    private Sequence sequence() throws MalformedWeightsException, PickleStack.Fault {
        if (!(stack.top() instanceof Sequence)) {
            throw in.refuse("appends to a " + Pickled.kind(stack.top()) + "; the file is damaged");
        }
        return (Sequence) stack.top();
    }

    private void put(List<Object> pairs) throws MalformedWeightsException, PickleStack.Fault {
        if (!(stack.top() instanceof Dict) || pairs.size() % 2 != 0) {
            throw in.refuse("sets " + pairs.size() + " keys and values in a " + Pickled.kind(stack.top())
                    + "; the file is damaged");
        }
        Dict dict = (Dict) stack.top();
        for (int i = 0; i < pairs.size(); i += 2) {
            dict.entries.put(pairs.get(i), pairs.get(i + 1));
        }
    }

    private MalformedWeightsException unknown(int opcode) {
        String name = FORBIDDEN.get(opcode);
        return in.refuse(
                name == null
                        ? String.format("unknown opcode 0x%02x; the file is damaged", opcode)
                        : "opcode " + name + " would create a Python object; refused, and nothing was run; "
                                + SAVE_STATE_DICT);
    }
}
