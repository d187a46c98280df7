using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns;

public class WireReaderNameTests
{
    private static readonly string Label63 = "3f" + string.Concat(Enumerable.Repeat("61", 63));
    private static readonly string Label61 = "3d" + string.Concat(Enumerable.Repeat("61", 61));

    // Hex with free spacing. The forms are those of RFC 1035 sections 3.1, 4.1.4 and 5.1.
    public static TheoryData<string, string, int, string> Readable => new()
    {
        // why                           wire                                        at  presentation form
        { "the root",                    "00",                                       0,  "." },
        { "two labels",                  "03777777 076578616d706c65 00",             0,  "www.example." },
        { "pointer to a suffix",         "076578616d706c65 00 03777777 c000",        9,  "www.example." },
        { "pointer alone",               "076578616d706c65 00 c000",                 9,  "example." },
        { "pointer to a pointer",        "0161 00 0162 c000 0163 c003",              7,  "c.b.a." },
        { "pointer to the root",         "00 0161 c000",                             1,  "a." },
        { "pointer into a label",        "03 0161 00 0162 c001",                     4,  "b.a." },
        { "a dot inside a label",        "03612e62 00",                              0,  @"a\.b." },
        { "octets above 127",            "02c3a9 00",                                0,  @"\195\169." },
        { "letter case is kept",         "03575777 00",                              0,  "WWw." },
        { "a label of 63",               Label63 + "00",                             0,  new string('a', 63) + "." },
    };

    [Theory, MemberData(nameof(Readable))]
    public void Reads_name(string why, string wire, int at, string expected)
    {
        var octets = Hex.Octets(wire);
        var reader = new WireReader(octets, at);
        Span<byte> name = stackalloc byte[DomainName.MaxLength];

        var length = reader.ReadName(name);

        Assert.True(reader.Ok, $"{why}: {reader.Fault}");
        Assert.Equal(expected, DomainNameFormat.ToText(name[..length]));
        Assert.Equal(octets.Length, reader.Position);
    }

    [Fact]
    public void Reads_the_longest_name()
    {
        var reader = new WireReader(Hex.Octets(Label63 + Label63 + Label63 + Label61 + "00"));
        Span<byte> name = stackalloc byte[DomainName.MaxLength];

        Assert.Equal(DomainName.MaxLength, reader.ReadName(name));
        Assert.Equal(0, reader.Remaining);
    }

    public static TheoryData<string, string, int, WireFaultKind, int> Faulty => new()
    {
        // why                              wire                                             at  fault                             offset
        { "nothing",                        "",                                              0,  WireFaultKind.Truncated,          0 },
        { "label cut short",                "0377",                                          0,  WireFaultKind.Truncated,          0 },
        { "no root label",                  "0161",                                          0,  WireFaultKind.Truncated,          2 },
        { "pointer cut short",              "c0",                                            0,  WireFaultKind.Truncated,          0 },
        { "pointer to itself",              "c000",                                          0,  WireFaultKind.PointerNotBackward, 0 },
        { "pointer forward",                "c00200",                                        0,  WireFaultKind.PointerNotBackward, 0 },
        { "pointer into its own name",      "0161 c000",                                     0,  WireFaultKind.PointerNotBackward, 2 },
        { "pointer to its own second label", "0161 0162 c002",                               0,  WireFaultKind.PointerNotBackward, 4 },
        { "two pointers at each other",     "c002 c000",                                     2,  WireFaultKind.PointerNotBackward, 0 },
        { "pointer behind the message",     "c0ff",                                          0,  WireFaultKind.PointerNotBackward, 0 },
        { "reserved type 01",               "40",                                            0,  WireFaultKind.ReservedLabelType,  0 },
        { "reserved type 10",               "80",                                            0,  WireFaultKind.ReservedLabelType,  0 },
        { "256 octets",                     Label63 + Label63 + Label63 + "3e" + string.Concat(Enumerable.Repeat("61", 62)) + "00",
            0, WireFaultKind.NameTooLong, 255 },
        { "too long through a pointer",     Label63 + Label63 + "00" + Label63 + Label63 + "c000",
            129, WireFaultKind.NameTooLong, 64 },
    };

    [Theory, MemberData(nameof(Faulty))]
    public void Refuses_name_and_stays_where_it_was(string why, string wire, int at, WireFaultKind kind, int offset)
    {
        var reader = new WireReader(Hex.Octets(wire), at);
        Span<byte> name = stackalloc byte[DomainName.MaxLength];

        var length = reader.ReadName(name);

        Assert.True(new WireFault(kind, offset) == reader.Fault, $"{why}: {reader.Fault}");
        Assert.Equal((0, at), (length, reader.Position));
    }

    [Fact]
    public void A_name_must_end_inside_the_window_but_may_point_outside_it()
    {
        var message = Hex.Octets("0161 00 0162 c000 00");
        Span<byte> name = stackalloc byte[DomainName.MaxLength];

        var inside = new WireReader(message, position: 3, end: 7);
        Assert.Equal(5, inside.ReadName(name));

        var cut = new WireReader(message, position: 3, end: 6);
        Assert.Equal(0, cut.ReadName(name));
        Assert.Equal(new WireFault(WireFaultKind.Truncated, 5), cut.Fault);
    }

    [Fact]
    public void Any_octets_end_in_a_fault_or_at_the_end() =>
        Gen.Byte.Array[0, 1_024].Sample(octets =>
        {
            var reader = new WireReader(octets);
            Span<byte> name = stackalloc byte[DomainName.MaxLength];
            while (reader.Ok && reader.Remaining > 0)
            {
                var before = reader.Position;
                reader.ReadName(name);
                Assert.True(!reader.Ok || reader.Position > before);
            }
        });
}
