package io.countersign.policy.rego.graphql;

import java.util.ArrayList;
import java.util.List;

/**
 * The kinds of nodes and their members, in the notation {@code name:kind}: {@code s} is a string,
 * {@code b} a boolean, {@code i} a number, a capitalised name one node of that shape, {@code *} a
 * list. Scalar members are always there; empty lists and absent nodes are left out.
 */
enum Shape {
  QUERY_DOCUMENT("Operations:*OPERATION Fragments:*FRAGMENT Comment:COMMENTS"),
  OPERATION(
      "Operation:s Name:s VariableDefinitions:*VARIABLE Directives:*DIRECTIVE SelectionSet:*FIELD"
          + " Comment:COMMENTS"),
  FRAGMENT(
      "Name:s VariableDefinition:*VARIABLE TypeCondition:s Directives:*DIRECTIVE"
          + " SelectionSet:*FIELD Comment:COMMENTS"),
  VARIABLE("Variable:s Type:TYPE DefaultValue:VALUE Directives:*DIRECTIVE Comment:COMMENTS Used:b"),
  // A selection that arrives as an object is taken as a field, whatever it was: so does OPA.
  FIELD(
      "Alias:s Name:s Arguments:*ARGUMENT Directives:*DIRECTIVE SelectionSet:*FIELD"
          + " Comment:COMMENTS"),
  FRAGMENT_SPREAD("Name:s Directives:*DIRECTIVE Comment:COMMENTS"),
  INLINE_FRAGMENT("TypeCondition:s Directives:*DIRECTIVE SelectionSet:*FIELD Comment:COMMENTS"),
  ARGUMENT("Name:s Value:VALUE Comment:COMMENTS"),
  DIRECTIVE("Name:s Arguments:*ARGUMENT Location:s"),
  TYPE("NamedType:s Elem:TYPE NonNull:b"),
  VALUE("Raw:s Children:*CHILD_VALUE Kind:i Comment:COMMENTS ExpectedTypeHasDefault:b"),
  CHILD_VALUE("Name:s Value:VALUE Comment:COMMENTS"),
  SCHEMA_DOCUMENT(
      "Schema:*SCHEMA SchemaExtension:*SCHEMA Directives:*DIRECTIVE_DEFINITION"
          + " Definitions:*DEFINITION Extensions:*DEFINITION Comment:COMMENTS"),
  SCHEMA(
      "Description:s Directives:*DIRECTIVE OperationTypes:*OPERATION_TYPE"
          + " BeforeDescriptionComment:COMMENTS AfterDescriptionComment:COMMENTS"
          + " EndOfDefinitionComment:COMMENTS"),
  OPERATION_TYPE("Operation:s Type:s Comment:COMMENTS"),
  DEFINITION(
      "Kind:s Description:s Name:s Directives:*DIRECTIVE Interfaces:*s Fields:*FIELD_DEFINITION"
          + " Types:*s EnumValues:*ENUM_VALUE BuiltIn:b BeforeDescriptionComment:COMMENTS"
          + " AfterDescriptionComment:COMMENTS EndOfDefinitionComment:COMMENTS"),
  FIELD_DEFINITION(
      "Description:s Name:s Arguments:*ARGUMENT_DEFINITION DefaultValue:VALUE Type:TYPE"
          + " Directives:*DIRECTIVE BeforeDescriptionComment:COMMENTS"
          + " AfterDescriptionComment:COMMENTS"),
  ARGUMENT_DEFINITION(
      "Description:s Name:s DefaultValue:VALUE Type:TYPE Directives:*DIRECTIVE"
          + " BeforeDescriptionComment:COMMENTS AfterDescriptionComment:COMMENTS"),
  ENUM_VALUE(
      "Description:s Name:s Directives:*DIRECTIVE BeforeDescriptionComment:COMMENTS"
          + " AfterDescriptionComment:COMMENTS"),
  DIRECTIVE_DEFINITION(
      "Description:s Name:s Arguments:*ARGUMENT_DEFINITION Locations:*s IsRepeatable:b"
          + " BeforeDescriptionComment:COMMENTS AfterDescriptionComment:COMMENTS"),
  COMMENTS("List:*COMMENT"),
  COMMENT("Value:s");

  /** One member: its name, whether it is a list, and {@code s}, {@code b}, {@code i} or a shape. */
  record Member(String name, boolean list, String kind) {
    Shape shape() {
      return valueOf(kind);
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
  private final List<Member> members;

  Shape(String members) {
    List<Member> all = new ArrayList<>();
    for (String member : members.split(" ", -1)) {
      int colon = member.indexOf(':');
      boolean list = member.charAt(colon + 1) == '*';
      all.add(
          new Member(
              member.substring(0, colon), list, member.substring(list ? colon + 2 : colon + 1)));
    }
    this.members = List.copyOf(all);
  }

  List<Member> members() {
    return members;
  }
}
