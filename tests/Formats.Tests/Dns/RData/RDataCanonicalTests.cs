using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns.RData;

public class RDataCanonicalTests
{
    // Octets 0 to 12 of every message below: Www.Example. at 0, Example. at 4.
    private const string Names = "03577777 074578616d706c65 00";
    private const string Www = "03777777 076578616d706c65 00";
    private const string Example = "076578616d706c65 00";

    [Theory, MemberData(nameof(RDataExamples.All), MemberType = typeof(RDataExamples))]
    public void Canonical_rdata_stays_as_it_is(string why, string mnemonic, string wire, string text)
    {
        Assert.True(RDataTypes.TryParse(mnemonic, out var type), why);
        var octets = Hex.Octets(wire);

        Assert.True(TryWrite(type, octets, 0, out var canonical), text);
        Assert.Equal(Hex.Text(octets), Hex.Text(canonical));
    }

    public static TheoryData<string, string, string, string> Compressed => new()
    {
        // why                                          type      rdata                          canonical
        { "a pointer alone",                            "NS",     "c000",                        Www },
        { "a label and a pointer",                      "CNAME",  "0141 c004",                   "0161" + Example },
        { "after a number",                             "MX",     "000a c000",                   "000a" + Www },
        { "two names",                                  "SOA",    "c000 c004 00000001 00000002 00000003 00000004 00000005",
            Www + Example + "00000001 00000002 00000003 00000004 00000005" },
        { "SRV must not be compressed, and often is",   "SRV",    "0001 0002 0035 c000",         "0001 0002 0035" + Www },
        { "nor a signer",                               "RRSIG",  "0001 05 03 00015180 3e7ca1e7 3e551467 0a52 c004 41",
            "0001 05 03 00015180 3e7ca1e7 3e551467 0a52" + Example + "41" },
        { "nor the next name",                          "NSEC",   "c000 0001 40",                Www + "0001 40" },
        { "nor an SVCB target",                         "HTTPS",  "0001 c000 0003 0002 0041",    "0001" + Www + "0003 0002 0041" },
        { "a named gateway; algorithm and key keep their case", "IPSECKEY", "0a 03 41 c004 4142", "0a 03 41" + Example + "4142" },
        { "names to the end are folded too",            "HIP",    "01 02 0001 41 42 0141 00 0142 00", "01 02 0001 41 42 0161 00 0162 00" },
        { "letters of strings stay",                    "NAPTR",  "0001 0001 0141 0142 0143 c004", "0001 0001 0141 0142 0143" + Example },
        // RFC 1035 section 3.3: types whose names may be compressed
        { "MB",                                         "MB",     "c004",                        Example },
        { "MD",                                         "MD",     "c004",                        Example },
        { "MF",                                         "MF",     "c004",                        Example },
        { "MG",                                         "MG",     "c004",                        Example },
        { "MR",                                         "MR",     "c004",                        Example },
        { "MINFO",                                      "MINFO",  "c000 c004",                   Www + Example },
        { "PTR",                                        "PTR",    "c000",                        Www },
        // RFC 3597 section 4: types that receivers must expand
        { "RP",                                         "RP",     "c000 c004",                   Www + Example },
        { "AFSDB",                                      "AFSDB",  "0001 c004",                   "0001" + Example },
        { "RT",                                         "RT",     "000a c004",                   "000a" + Example },
        { "SIG",                                        "SIG",    "0001 05 03 00015180 3e7ca1e7 3e551467 0a52 c004 41",
            "0001 05 03 00015180 3e7ca1e7 3e551467 0a52" + Example + "41" },
        { "PX",                                         "PX",     "0032 c000 c004",              "0032" + Www + Example },
        { "NXT",                                        "NXT",    "c004 40",                     Example + "40" },
        // and those that nobody may compress: tolerated
        { "KX",                                         "KX",     "0002 c000",                   "0002" + Www },
        { "DNAME",                                      "DNAME",  "c004",                        Example },
        { "NSAP-PTR",                                   "NSAP-PTR", "c004",                      Example },
        { "LP",                                         "LP",     "000a c004",                   "000a" + Example },
        { "TALINK",                                     "TALINK", "c004 c000",                   Example + Www },
        { "DSYNC",                                      "DSYNC",  "003b 01 14ef c004",           "003b 01 14ef" + Example },
        { "A6",                                         "A6",     "7d 05 c004",                  "7d 05" + Example },
        { "SVCB, an empty list of parameters",          "SVCB",   "0001 c000",                   "0001" + Www },
        { "AMTRELAY",                                   "AMTRELAY", "0a 03 c004",                "0a 03" + Example },
        { "an unknown type is not looked into",         "TYPE731", "03414243 c000",              "03414243 c000" },
    };

    [Theory, MemberData(nameof(Compressed))]
    public void Names_are_expanded_and_folded(string why, string mnemonic, string rdata, string expected)
    {
        Assert.True(RDataTypes.TryParse(mnemonic, out var type), why);
        var message = Hex.Octets(Names + rdata);

        Assert.True(TryWrite(type, message, Hex.Octets(Names).Length, out var canonical), why);
        Assert.Equal(Hex.Text(Hex.Octets(expected)), Hex.Text(canonical));
    }

    /// <summary>A type that comes to have a name must say what becomes of a pointer in it.</summary>
    [Fact]
    public void Every_type_with_a_name_has_a_row_with_a_pointer()
    {
        var shown = Compressed.Select(row => row.Data.Item2).ToHashSet();
        var withName = RDataTypes.All.Where(type => RDataTypes.CompressibleNames(type) > 0 && !RDataTypes.IsMeta(type));

        Assert.All(withName, type => Assert.Contains(RDataTypes.Mnemonic(type), shown));
    }

    [Fact]
    public void Display_keeps_the_letter_case_of_the_wire()
    {
        var message = Hex.Octets(Names + "0141 c004");
        var room = new byte[RDataCanonical.MaxLength(RRType.NS, 4)];

        Assert.True(RDataCanonical.TryExpand(RRType.NS, message, message.Length - 4, 4, room, out var written));
        Assert.Equal(Hex.Text(Hex.Octets("0141 074578616d706c65 00")), Hex.Text(room.AsSpan(0, written)));
    }

    [Theory]
    [InlineData("a pointer that does not point back", "NS", "c00d")]
    [InlineData("a name that ends outside the rdata", "NS", "0361")]
    [InlineData("octets behind the name", "NS", "c00000")]
    [InlineData("pointers among names that must not have them", "HIP", "01 02 0001 41 42 c000")]
    [InlineData("an address cut short", "A", "c00002")]
    public void What_does_not_fit_is_copied(string why, string mnemonic, string rdata)
    {
        Assert.True(RDataTypes.TryParse(mnemonic, out var type), why);
        var message = Hex.Octets(Names + rdata);

        Assert.False(TryWrite(type, message, Hex.Octets(Names).Length, out var canonical), why);
        Assert.Equal(Hex.Text(Hex.Octets(rdata)), Hex.Text(canonical));
    }

    [Fact]
    public void Two_names_of_the_greatest_length_fit_the_stated_bound()
    {
        // 255 octets of name, to which SOA points twice.
        var name = string.Concat(Enumerable.Repeat("3f" + string.Concat(Enumerable.Repeat("41", 63)), 3)) + "3d" + string.Concat(Enumerable.Repeat("41", 61)) + "00";
        var message = Hex.Octets(name + "c000 c000 0000000100000002000000030000000400000005");

        Assert.True(TryWrite(RRType.SOA, message, DomainName.MaxLength, out var canonical));
        Assert.Equal((2 * DomainName.MaxLength) + 20, canonical.Length);
    }

    /// <summary>Whatever the octets: no exception, the bound holds, canonical form is a fixed point, and text can be made of it.</summary>
    [Fact]
    public void Any_octets_have_a_canonical_form()
    {
        var random = new Random(4);
        var types = RDataTypes.All.ToArray();
        var message = new byte[256];
        var fitting = 0;
        for (var round = 0; round < 200_000; round++)
        {
            random.NextBytes(message);
            // Small numbers are lengths, flags and root labels: they make more octets fit.
            for (var i = 0; i < message.Length; i++) message[i] = message[i] < 160 ? (byte)(message[i] & 3) : message[i];
            var type = types[random.Next(types.Length)];
            var offset = random.Next(message.Length);
            var rdata = message.AsSpan(offset, random.Next(Math.Min(40, message.Length - offset)));

            var fits = TryWrite(type, message.AsSpan(0, offset + rdata.Length), offset, out var canonical);

            if (!fits) Assert.True(rdata.SequenceEqual(canonical));
            else Assert.True(TryWrite(type, canonical, 0, out var again) && canonical.AsSpan().SequenceEqual(again));
            Assert.NotEmpty(RDataFormat.ToText(type, canonical));
            if (fits) fitting++;
        }

        Assert.InRange(fitting, 10_000, 190_000);
    }

    /// <summary>This runs for every record of every message.</summary>
    [Fact]
    public void Canonical_form_and_targets_take_nothing_from_the_heap()
    {
        var examples = RDataExamples.All.Select(row => (Type: TypeOf(row.Data.Item2), Octets: Hex.Octets(row.Data.Item3))).ToArray();
        var room = new byte[2_048];
        var targets = 0;
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(targets, examples.Length / 2, examples.Length * 2);

        void Run()
        {
            foreach (var (type, octets) in examples)
            {
                RDataCanonical.TryWrite(type, octets, 0, octets.Length, room, out var written);
                var reader = new RDataTargetReader(type, room.AsSpan(0, written));
                while (reader.TryRead(out _, out _)) targets++;
            }
        }
    }

    [Fact]
    public void Order_is_by_octets_and_shorter_first()
    {
        Assert.Equal(0, RDataOrder.Compare([1, 2], [1, 2]));
        Assert.True(RDataOrder.Compare([1], [1, 0]) < 0);
        Assert.True(RDataOrder.Compare([0x7F], [0x80]) < 0);
        Assert.True(RDataOrder.Compare([], [0]) < 0);
    }

    private static RRType TypeOf(string mnemonic) => RDataTypes.TryParse(mnemonic, out var type) ? type : throw new ArgumentException(mnemonic);

    private static bool TryWrite(RRType type, ReadOnlySpan<byte> message, int offset, out byte[] canonical)
    {
        var length = message.Length - offset;
        var room = new byte[RDataCanonical.MaxLength(type, length)];
        var fits = RDataCanonical.TryWrite(type, message, offset, length, room, out var written);
        canonical = room[..written];
        return fits;
    }
}
