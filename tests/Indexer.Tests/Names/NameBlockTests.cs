using System.Buffers.Binary;
using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Indexer.Names;
using PassiveDns.Indexer.Runs;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Indexer.Tests.Names;

public class NameBlockTests
{
    // FORMAT.md section 4.1
    private const string WorkedExample = "00 35 65 78 61 6d 70 6c 65 00 77 77 32 00 00  0a 0d 77 00 00";

    private const string WorkedSection = "14 00 00 00  28 b5 2f fd 20 14 a1 00 00" + WorkedExample + "db 8d 28 fa";

    private static readonly Gen<(byte[] Key, NameSides Sides)> Entry = Gen.Select(
        Gen.Byte.Array[1, 63].Array[0, 3].Select(labels => NameLists.KeyOf([.. labels.SelectMany(label => label.Prepend((byte)label.Length)), 0])),
        Gen.Int[1, 3].Select(sides => (NameSides)sides));

    [Fact]
    public void The_worked_example_of_the_format()
    {
        var octets = Write([(Key("ww2.example"), NameSides.Owner), (Key("www.example"), NameSides.Owner)]);

        Assert.Equal(Hex.Text(Hex.Octets(WorkedExample)), Hex.Text(octets));
        Assert.Equal(Hex.Text(Hex.Octets(WorkedSection)), Hex.Text(Store(octets)));
    }

    [Fact]
    public void What_is_written_is_read() =>
        Entry.Array[0, NameBlock.Capacity].Sample(entries =>
        {
            var read = Read(Write(entries));

            Assert.Equal(entries.Select(entry => Hex.Text(entry.Key)), read.Select(entry => Hex.Text(entry.Key)));
            Assert.Equal(entries.Select(entry => entry.Sides), read.Select(entry => entry.Sides));
        });

    [Fact]
    public void What_is_stored_is_read() =>
        Gen.Byte.Array[0, 2_000].Sample(octets => Assert.Equal(Hex.Text(octets), Hex.Text(Expand(Store(octets)))));

    [Fact]
    public void The_longest_block_has_room()
    {
        var octets = new byte[NameBlock.MaxLength];
        new Random(1).NextBytes(octets);

        Assert.Equal(octets, Expand(Store(octets)));
    }

    [Fact]
    public void No_changed_or_missing_octet_goes_unnoticed()
    {
        var section = Store(Hex.Octets(WorkedExample));
        for (var at = 0; at < section.Length; at++)
        {
            Assert.Throws<InvalidDataException>(() => Expand(section[..at]));
            section[at] ^= 1;
            Assert.Throws<InvalidDataException>(() => Expand(section));
            section[at] ^= 1;
        }

        Assert.Equal(Hex.Text(Hex.Octets(WorkedExample)), Hex.Text(Expand(section)));
    }

    public static TheoryData<string, uint> FalseLengths => new()
    {
        { "one octet more",               21 },
        { "one octet fewer",              19 },
        { "more than a block may have",   NameBlock.MaxLength + 1 },
        { "the highest",                  uint.MaxValue },
    };

    [Theory, MemberData(nameof(FalseLengths))]
    public void A_length_that_is_not_the_frames_is_refused(string why, uint length)
    {
        var section = Store(Hex.Octets(WorkedExample));
        Assert.Equal(20u, BinaryPrimitives.ReadUInt32LittleEndian(section));
        BinaryPrimitives.WriteUInt32LittleEndian(section, length);
        BinaryPrimitives.WriteUInt32LittleEndian(section.AsSpan(section.Length - 4), Crc32C.Of(section.AsSpan(0, section.Length - 4)));

        var refusal = Record.Exception(() => Expand(section));

        Assert.True(refusal is InvalidDataException, why);
    }

    [Fact]
    public void A_block_is_used_again()
    {
        var block = new NameBlock();
        block.Add(Key("www.example"), NameSides.Owner);
        block.Clear();
        block.Add(Key("ww2.example"), NameSides.Owner);
        block.Add(Key("www.example"), NameSides.Owner);

        Assert.Equal(Hex.Text(Hex.Octets(WorkedExample)), Hex.Text(block.Octets.AsSpan(0, block.Length)));
    }

    public static TheoryData<string, string> Damaged => new()
    {
        { "cut in its first number",                        "80" },
        { "cut before its second number",                   "00" },
        { "cut in a key",                                   "00 35 65 78" },
        { "shares octets with nothing",                     "01 05 61" },
        { "shares more than the key before has",            "00 0d 61 00 00 04 05 61" },
        { "a number of three octets",                       "80 80 01 05 61" },
        { "a key longer than any",                          "00 fd 0f " },
        { "more names than a block has",                    string.Concat(Enumerable.Repeat("00 05 00 ", NameBlock.Capacity + 1)) },
    };

    [Theory, MemberData(nameof(Damaged))]
    public void Refuses(string why, string block)
    {
        var refusal = Record.Exception(() => Read(Hex.Octets(block)));

        Assert.True(refusal is InvalidDataException, why);
    }

    [Fact]
    public void Any_octets_are_read_to_their_end_or_refused() =>
        Gen.Byte.Array[0, 200].Sample(octets =>
        {
            try
            {
                Assert.InRange(Read(octets).Count, 0, octets.Length / 2);
            }
            catch (InvalidDataException)
            {
                // As good an end.
            }
        });

    [Fact]
    public void The_edit_distance_is_that_of_its_definition() =>
        Gen.Select(Gen.Byte[97, 99].Array[0, 6], Gen.Byte[97, 99].Array[0, 6], Gen.Int[0, 3]).Sample((a, b, limit) =>
            Assert.Equal(Math.Min(Distance(a, b), limit + 1), EditDistance.Between(a, b, limit)));

    private static byte[] Key(string name) => NameLists.KeyOf(DomainNameFormat.Parse(name)!);

    private static byte[] Write((byte[] Key, NameSides Sides)[] entries)
    {
        var block = new NameBlock();
        foreach (var (key, sides) in entries) block.Add(key, sides);
        return block.Octets[..block.Length];
    }

    private static byte[] Store(byte[] block)
    {
        var section = new byte[NameSection.MaxLength];
        return section[..NameSection.Write(block, section)];
    }

    private static byte[] Expand(byte[] section)
    {
        var block = new byte[NameBlock.MaxLength];
        return block[..NameSection.Expand(section, block)];
    }

    private static List<(byte[] Key, NameSides Sides)> Read(byte[] octets)
    {
        var names = new ExpandedNames();
        names.Expand(octets);
        return [.. Enumerable.Range(0, names.Count).Select(place => (names.Key(place).ToArray(), names.Sides(place)))];
    }

    /// <summary>The definition, word for word: the last octets are the same, or one is edited, or two are swapped.</summary>
    private static int Distance(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.IsEmpty || b.IsEmpty) return a.Length + b.Length;
        var least = Math.Min(
            Distance(a[..^1], b[..^1]) + (a[^1] == b[^1] ? 0 : 1),
            Math.Min(Distance(a[..^1], b), Distance(a, b[..^1])) + 1);
        if (a.Length < 2 || b.Length < 2 || a[^1] != b[^2] || a[^2] != b[^1]) return least;
        return Math.Min(least, Distance(a[..^2], b[..^2]) + 1);
    }
}
