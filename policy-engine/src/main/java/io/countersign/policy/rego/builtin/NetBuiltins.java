package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Network addresses. */
final class NetBuiltins {
  /** More addresses are no list that a policy could use. */
  private static final BigInteger MAX_EXPANDED = BigInteger.ONE.shiftLeft(20);

  private NetBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("net.cidr_contains", NetBuiltins::contains);
    table.put("net.cidr_overlap", NetBuiltins::contains);
    table.put("net.cidr_contains_matches", NetBuiltins::containsMatches);
    table.put("net.cidr_expand", NetBuiltins::expand);
    table.put("net.cidr_intersects", NetBuiltins::intersects);
    table.put("net.cidr_is_valid", NetBuiltins::isValid);
    table.put("net.cidr_merge", NetBuiltins::merge);
  }

  private static RegoValue contains(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    IpNetwork network = IpNetwork.parse(Arguments.string(arguments, 0));
    return RegoBoolean.of(contains(network, Arguments.string(arguments, 1)));
  }

  /** The text is an address or a network. */
  private static boolean contains(IpNetwork network, String text) throws BuiltinException {
    Optional<IpAddress> address = IpAddress.parse(text);
    if (address.isPresent()) {
      return network.contains(address.get());
    }
    try {
      return network.contains(IpNetwork.parse(text));
    } catch (BuiltinException e) {
      throw BuiltinException.of(
          "not a valid textual representation of an IP address or CIDR: " + text);
    }
  }

  private static RegoValue intersects(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    IpNetwork first = IpNetwork.parse(Arguments.string(arguments, 0));
    return RegoBoolean.of(first.intersects(IpNetwork.parse(Arguments.string(arguments, 1))));
  }

  private static RegoValue isValid(EvaluationContext context, RegoValue[] arguments) {
    try {
      IpNetwork _ = IpNetwork.parse(Arguments.string(arguments, 0));
      return RegoBoolean.TRUE;
    } catch (BuiltinException e) {
      return RegoBoolean.FALSE;
    }
  }

  private static RegoValue expand(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    IpNetwork network = IpNetwork.parse(Arguments.string(arguments, 0));
    BigInteger size = network.size();
    if (size.compareTo(MAX_EXPANDED) > 0) {
      throw BuiltinException.of("network " + network + " has too many addresses to list");
    }
    context.charge(8 * size.longValueExact());
    List<RegoValue> addresses = new ArrayList<>();
    BigInteger end = network.last();
    for (BigInteger next = network.first();
        next.compareTo(end) <= 0;
        next = next.add(BigInteger.ONE)) {
      addresses.add(RegoString.of(IpAddress.of(network.address().isV4(), next).toString()));
    }
    return RegoSet.of(addresses);
  }

  private static RegoValue containsMatches(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    Map<RegoValue, String> networks = texts(arguments, 0);
    Map<RegoValue, String> others = texts(arguments, 1);
    context.charge(4L * networks.size() * others.size());
    List<RegoValue> pairs = new ArrayList<>();
    for (Map.Entry<RegoValue, String> entry : networks.entrySet()) {
      for (Map.Entry<RegoValue, String> other : others.entrySet()) {
        if (contains(IpNetwork.parse(entry.getValue()), other.getValue())) {
          pairs.add(RegoArray.of(entry.getKey(), other.getKey()));
        }
      }
    }
    return RegoSet.of(pairs);
  }

  /** The texts of an argument, by what names each: itself, an index, an element, or a key. */
  private static Map<RegoValue, String> texts(RegoValue[] arguments, int index)
      throws BuiltinException {
    Map<RegoValue, String> texts = new LinkedHashMap<>();
    switch (arguments[index]) {
      case RegoString string -> texts.put(string, string.value());
      case RegoArray array -> {
        for (int i = 0; i < array.size(); i++) {
          texts.put(RegoNumber.of(i), text(array.get(i), index));
        }
      }
      case RegoSet set -> {
        for (RegoValue element : set) {
          texts.put(element, text(element, index));
        }
      }
      case RegoObject object -> {
        for (RegoValue key : object.keys()) {
          RegoValue value = object.get(key);
          if (value != null) {
            texts.put(key, text(value, index));
          }
        }
      }
      default -> {
        // Nothing that could match.
      }
    }
    return texts;
  }

  private static String text(RegoValue element, int index) throws BuiltinException {
    RegoValue first =
        element instanceof RegoArray array && !array.isEmpty() ? array.get(0) : element;
    return switch (first) {
      case RegoString string -> string.value();
      case RegoArray _ ->
          throw BuiltinException.of(
              "operand " + (index + 1) + ": element must be string or non-empty array");
      default ->
          throw element instanceof RegoArray
              ? BuiltinException.operand(1, "must be string but got " + first.typeName())
              : BuiltinException.of(
                  "operand " + (index + 1) + ": element must be string or non-empty array");
    };
  }

  private static RegoValue merge(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    Iterable<RegoValue> elements =
        switch (arguments[0]) {
          case RegoArray array -> array;
          case RegoSet set -> set;
          default -> throw BuiltinException.of("operand must be an array");
        };
    List<IpNetwork> networks = new ArrayList<>();
    for (RegoValue element : elements) {
      context.charge(16);
      if (!(element instanceof RegoString string)) {
        throw BuiltinException.of("element must be string");
      }
      networks.add(network(string.value()));
    }
    return RegoSet.of(
        IpNetwork.merged(networks).stream()
            .map(network -> RegoString.of(network.toString()))
            .toList());
  }

  /** A network, or an address of IPv4, which stands for the network of its class (RFC 791). */
  private static IpNetwork network(String text) throws BuiltinException {
    Optional<IpAddress> address = IpAddress.parse(text);
    if (address.isEmpty()) {
      return IpNetwork.parse(text);
    }
    if (!address.get().isV4()) {
      throw BuiltinException.of("IPv6 invalid: needs prefix length");
    }
    long first = address.get().low() >> 24;
    return new IpNetwork(address.get(), first < 128 ? 8 : first < 192 ? 16 : 24);
  }
}
