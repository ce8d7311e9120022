package io.countersign.credentials.signature;

import java.util.List;
import java.util.Optional;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/**
 * Dictionaries of structured fields (RFC 8941 §3.2), within bounds and saying everything once.
 *
 * <p>Differs from RFC 8941 §4.2.2 because a key or a parameter that stands there twice is refused
 * instead of the last one counting: whoever reads the field after us may take the first.
 */
final class StructuredFields {
  /** The longest field that is looked at, in characters, all its lines together. */
  static final int MAX_LENGTH = 8 * 1024;

  private StructuredFields() {}

  /** The dictionary that the lines of one field are together; empty when they are none. */
  static Optional<Dictionary> dictionary(List<String> lines) {
    String text = String.join(", ", lines);
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      Dictionary parsed = new Parser(text).parseDictionary();
      return saysEverythingOnce(text, parsed) ? Optional.of(parsed) : Optional.empty();
    } catch (ParseException notADictionary) {
      return Optional.empty();
    }
  }

  /** Outside strings a comma stands before each further member, a semicolon before a parameter. */
  private static boolean saysEverythingOnce(String text, Dictionary parsed) {
    int members = parsed.get().isEmpty() ? 0 : 1;
    int parameters = 0;
    boolean inString = false;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        inString = !inString;
      } else if (inString && c == '\\') {
        at++;
      } else if (!inString && c == ',') {
        members++;
      } else if (!inString && c == ';') {
        parameters++;
      }
    }
    int kept = parsed.get().values().stream().mapToInt(StructuredFields::parameters).sum();
    return members == parsed.get().size() && parameters == kept;
  }

  private static int parameters(ListElement<?> member) {
    int own = member.getParams().size();
    return member instanceof InnerList list
        ? own + list.get().stream().mapToInt(item -> item.getParams().size()).sum()
        : own;
  }
}
