using System.Buffers;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.Tests.Records;
using Xunit;

namespace PassiveDns.Formats.Tests.Interchange;

public class CsvTests
{
    [Fact]
    public void Writes_a_line_for_each_record()
    {
        var output = new ArrayBufferWriter<byte>();
        var csv = new Csv();

        csv.WriteHeader(output);
        csv.Write(RRsets.Make("www.example.com.", RRType.A, 2, [[192, 0, 2, 1], [192, 0, 2, 2]]), output);
        csv.Write(RRsets.Make("a.", RRType.TXT, null, [[3, (byte)'a', (byte)',', (byte)'"']]), output);

        string[] expected =
        [
            "time_first,time_last,zone_first,zone_last,count,bailiwick,rrname,rrtype,rdata,ttl_min,ttl_max,sources",
            "2026-11-23T09:14:00Z,2026-11-23T09:14:09Z,,,3,example.com.,www.example.com.,A,192.0.2.1,60,300,1",
            "2026-11-23T09:14:00Z,2026-11-23T09:14:09Z,,,3,example.com.,www.example.com.,A,192.0.2.2,60,300,1",
            "2026-11-23T09:14:00Z,2026-11-23T09:14:09Z,,,3,,a.,TXT,\"\"\"a,\\\"\"\"\"\",60,300,1",
        ];
        Assert.Equal(string.Concat(expected.Select(line => line + "\r\n")), Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Adds_the_status_when_asked()
    {
        var output = new ArrayBufferWriter<byte>();
        var csv = new Csv { WithStatus = true };

        csv.WriteHeader(output);
        csv.Write(RRsets.Make("a.", RRType.A, null, [[192, 0, 2, 1]], RRsets.Once with { Status = SightingStatus.Conflicting }), output);

        var lines = Encoding.ASCII.GetString(output.WrittenSpan).Split("\r\n");
        Assert.EndsWith(",sources,status", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",1,conflicting", lines[1], StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string, string> Fields => new()
    {
        // why                     value        plain            for spreadsheets
        { "empty",                 "",          "",              "" },
        { "nothing special",       "a.",        "a.",            "a." },
        { "a comma",               "a,b",       "\"a,b\"",       "\"a,b\"" },
        { "quotes are doubled",    "\"a\"",     "\"\"\"a\"\"\"", "\"\"\"a\"\"\"" },
        { "a line feed",           "a\nb",      "\"a\nb\"",      "\"a\nb\"" },
        { "a carriage return",     "a\rb",      "\"a\rb\"",      "\"a\rb\"" },
        { "spaces stay bare",      "10 a.",     "10 a.",         "10 a." },
        { "a formula",             "=1+1.",     "=1+1.",         "'=1+1." },
        { "plus",                  "+a.",       "+a.",           "'+a." },
        { "minus",                 "-a.",       "-a.",           "'-a." },
        { "at",                    "@a",        "@a",            "'@a" },
        { "tab",                   "\ta",       "\ta",           "'\ta" },
        { "carriage return first", "\ra",       "\"\ra\"",       "\"'\ra\"" },
        { "line feed first",       "\na",       "\"\na\"",       "\"'\na\"" },
        { "a formula to quote",    "=A1,\"b\"", "\"=A1,\"\"b\"\"\"", "\"'=A1,\"\"b\"\"\"" },
        { "not at the start",      "a=b",       "a=b",           "a=b" },
        { "behind blanks",         "  =a",      "  =a",          "'  =a" },
        { "behind quotes",         "\"=a\"",    "\"\"\"=a\"\"\"", "\"'\"\"=a\"\"\"" },
        { "full-width equals",     "\uFF1Da",   "\uFF1Da",       "'\uFF1Da" },
        { "full-width plus",       "\uFF0Ba",   "\uFF0Ba",       "'\uFF0Ba" },
        { "full-width minus",      "\uFF0Da",   "\uFF0Da",       "'\uFF0Da" },
        { "full-width at",         "\uFF20a",   "\uFF20a",       "'\uFF20a" },
        { "another full-width one", "\uFF21a",  "\uFF21a",       "\uFF21a" },
        { "behind a semicolon",    "a;=b",      "a;=b",          "a;'=b" },
        { "behind it and a blank", "a; =b",     "a; =b",         "a;' =b" },
        { "behind a tab",          "a\t=b",     "a\t=b",         "a\t'=b" },
        { "on another line",       "a\r\n=b",   "\"a\r\n=b\"",   "\"a\r'\n'=b\"" },
    };

    [Theory, MemberData(nameof(Fields))]
    public void Quotes_what_must_be_quoted(string why, string value, string plain, string forSpreadsheets)
    {
        Assert.True(plain == Field(new Csv(), value), why);
        Assert.True(forSpreadsheets == Field(new Csv { ForSpreadsheets = true }, value), why);
    }

    [Fact]
    public void Names_of_attackers_are_no_formulas_in_a_spreadsheet()
    {
        var output = new ArrayBufferWriter<byte>();

        new Csv { ForSpreadsheets = true }.Write(RRsets.Make("=cmd|x.", RRType.NS, null, [DomainNameFormat.Parse("-1.+2.")!]), output);

        Assert.Equal("2026-11-23T09:14:00Z,2026-11-23T09:14:09Z,,,3,,'=cmd|x.,NS,'-1.+2.,60,300,1\r\n", Encoding.ASCII.GetString(output.WrittenSpan));
    }

    private static string Field(Csv csv, string value)
    {
        var output = new ArrayBufferWriter<byte>();
        var text = new AsciiWriter(output);
        csv.WriteField(Encoding.UTF8.GetBytes(value), ref text);
        text.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
