package io.countersign.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.decision.json.CanonicalJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryStringTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "access_token=s3cret access_token=***",
        "access_token= access_token=***",
        "a=b&access_token=s3cret&c=d a=b&access_token=***&c=d",
        "access_token=s3cret&access_token=s3cret access_token=***&access_token=***",
        "access%5Ftoken=s3cret access%5Ftoken=***",
        "%61ccess_token=s3cret&a %61ccess_token=***&a",
        "access_token=s3=cret== access_token=***",
        "a=b;access_token=s3cret;c a=b;access_token=***;c",
        "https://a.example/b?access_token=s3cret#c https://a.example/b?access_token=***#c",
        "https://a.example/b#access_token=s3cret https://a.example/b#access_token=***",
        "access_token=%zzs3cret access_token=***"
      })
  void tokenIsMasked(String text, String masked) {
    assertEquals(masked, QueryString.masked(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&",
        "a",
        "a=b",
        "access_token",
        "a=access_token",
        "Access_Token=x",
        "access_tokens=x",
        "xaccess_token=x",
        "%zz=access_token",
        "a=b&&c=%",
        "text; charset=utf-8"
      })
  void otherTextStaysAsItIs(String text) {
    assertEquals(text, QueryString.masked(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "a=1 {\"a\":[\"1\"]}",
        "a {\"a\":[\"\"]}",
        "a= {\"a\":[\"\"]}",
        "=a {\"\":[\"a\"]}",
        "a=1&a=2&b=3 {\"a\":[\"1\",\"2\"],\"b\":[\"3\"]}",
        "a=1=2 {\"a\":[\"1=2\"]}",
        "&&a=1& {\"a\":[\"1\"]}",
        "a+b=c%2Bd {\"a_b\":[\"c+d\"]}",
        "%C3%A4=%E2%82%AC {\"ä\":[\"€\"]}",
        "a=%26%3D {\"a\":[\"&=\"]}",
        "a=%zz {\"a\":[\"%zz\"]}",
        "a%=1 {\"a%\":[\"1\"]}",
        "a=1;b=2 {\"a\":[\"1;b=2\"]}"
      })
  void parametersAreDecodedOnce(String query, String json) {
    // An underscore stands for the blank that separates the columns.
    assertEquals(json.replace("a_b", "a b"), CanonicalJson.text(QueryString.toJson(query)));
  }
}
