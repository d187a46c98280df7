using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.Tests.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Records;

public class RRsetKeyTests
{
    public static TheoryData<string, string, string> OwnerKeys => new()
    {
        // why                                  owner                        owner-key
        { "the root",                           "00",                        "00" },
        { "a top-level domain",                 "03636f6d 00",               "636f6d00 00" },
        { "labels from the top down",           "03777777 0161 03636f6d 00", "636f6d00 6100 77777700 00" },
        { "00 inside a label",                  "0100 00",                   "010100 00" },
        { "01 inside a label",                  "0101 00",                   "010200 00" },
        { "02 inside a label stays",            "0102 00",                   "0200 00" },
        { "both, between others",               "0461000162 00",             "610101010262 00 00" },
        { "255",                                "01ff 00",                   "ff00 00" },
    };

    [Theory, MemberData(nameof(OwnerKeys))]
    public void Owner_keys_are_written_and_read(string why, string owner, string expected)
    {
        var name = Hex.Octets(owner);
        var key = OwnerKey(name);

        Assert.True(Hex.Text(Hex.Octets(expected)) == Hex.Text(key), $"{why}: {Hex.Text(key)}");
        Assert.Equal(key.Length, RRsetKey.OwnerLength(key));
        Span<byte> read = stackalloc byte[DomainName.MaxLength];
        Assert.Equal(name, read[..RRsetKey.ReadOwner(key, read)]);
    }

    [Fact]
    public void Any_owner_is_read_back_from_a_key_that_goes_on() =>
        Gen.Select(Names.Any, Gen.Byte.Array[0, 10]).Sample((name, rest) =>
        {
            byte[] key = [.. OwnerKey(name), .. rest];
            Span<byte> read = stackalloc byte[DomainName.MaxLength];
            Assert.Equal(name, read[..RRsetKey.ReadOwner(key, read)]);
            Assert.Equal(key.Length - rest.Length, RRsetKey.OwnerLength(key));
            Assert.InRange(key.Length - rest.Length, 1, RRsetKey.MaxOwnerKeyLength);
        });

    [Fact]
    public void A_key_begins_with_the_subtree_of_each_ancestor_and_of_no_other_name() =>
        Gen.Select(Names.Alike, Names.Alike).Sample((name, other) =>
            Assert.Equal(DomainName.IsAtOrBelow(name, other), OwnerKey(name).AsSpan().StartsWith(Subtree(other))));

    [Fact]
    public void Order_is_that_of_the_labels_from_the_top_down() =>
        Gen.Select(Names.Alike, Names.Alike).Sample((a, b) =>
            Assert.Equal(Math.Sign(CompareLabels(a, b)), Math.Sign(OwnerKey(a).AsSpan().SequenceCompareTo(OwnerKey(b)))));

    [Fact]
    public void Every_prefix_of_an_owner_key_is_refused() =>
        Names.Any.Sample(name =>
        {
            var key = OwnerKey(name);
            Span<byte> read = stackalloc byte[DomainName.MaxLength];
            for (var length = 0; length < key.Length; length++)
            {
                Assert.Equal(0, RRsetKey.ReadOwner(key.AsSpan(0, length), read));
                Assert.Equal(0, RRsetKey.OwnerLength(key.AsSpan(0, length)));
            }
        });

    [Theory]
    [InlineData("an escape of nothing", "0103 00 00")]
    [InlineData("an escape cut short", "01")]
    [InlineData("a label that is not closed", "6161")]
    public void Octets_that_are_no_owner_key_are_refused(string why, string key)
    {
        Span<byte> read = stackalloc byte[DomainName.MaxLength];

        Assert.True(RRsetKey.ReadOwner(Hex.Octets(key), read) == 0, why);
    }

    [Fact]
    public void A_label_of_64_and_a_name_of_256_are_refused()
    {
        var label = Enumerable.Repeat((byte)'a', 63).ToArray();
        Span<byte> read = stackalloc byte[DomainName.MaxLength];

        Assert.Equal(0, RRsetKey.ReadOwner([.. label, (byte)'a', 0, 0], read));
        Assert.Equal(255, RRsetKey.ReadOwner([.. label, 0, .. label, 0, .. label, 0, .. label[..61], 0, 0], read));
        Assert.Equal(0, RRsetKey.ReadOwner([.. label, 0, .. label, 0, .. label, 0, .. label[..62], 0, 0], read));
    }

    [Fact]
    public void Any_octets_are_an_owner_key_or_refused() =>
        Gen.Byte[0, 3].Array[0, 600].Sample(key =>
        {
            Span<byte> read = stackalloc byte[DomainName.MaxLength];
            var length = RRsetKey.ReadOwner(key, read);
            if (length > 0) Assert.True(key.AsSpan().StartsWith(OwnerKey(read[..length])));
        });

    [Theory]
    [InlineData(0, "00")]
    [InlineData(1, "01")]
    [InlineData(127, "7f")]
    [InlineData(128, "8001")]
    [InlineData(16_383, "ff7f")]
    [InlineData(16_384, "808001")]
    [InlineData(2_097_151, "ffff7f")]
    public void Lengths_of_rdata_are_LEB128(int length, string expected)
    {
        Span<byte> set = stackalloc byte[3];

        Assert.Equal(expected, Hex.Text(set[..RRsetKey.WriteRDataLength(length, set)]));
    }

    [Fact]
    public void An_rdata_set_is_read_back() =>
        Gen.Byte.Array[0, 300].Array[0, 5].Sample(rdatas =>
        {
            ReadOnlySpan<byte> set = RRsets.RDataSet(rdatas);
            foreach (var expected in rdatas)
            {
                Assert.True(RRsetKey.TryReadRData(ref set, out var rdata));
                Assert.Equal(expected, rdata);
            }

            Assert.False(RRsetKey.TryReadRData(ref set, out _));
        });

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("a length that goes on", "80")]
    [InlineData("a length beyond three octets", "80808001")]
    [InlineData("fewer octets than the length says", "02 00")]
    public void A_broken_rdata_set_is_refused(string why, string set)
    {
        ReadOnlySpan<byte> octets = Hex.Octets(set);

        Assert.False(RRsetKey.TryReadRData(ref octets, out var rdata), why);
        Assert.True(rdata.IsEmpty);
    }

    private static byte[] OwnerKey(ReadOnlySpan<byte> owner)
    {
        var key = new byte[RRsetKey.MaxOwnerKeyLength];
        return key[..RRsetKey.WriteOwner(owner, key)];
    }

    private static byte[] Subtree(ReadOnlySpan<byte> owner)
    {
        var key = new byte[RRsetKey.MaxOwnerKeyLength];
        return key[..RRsetKey.WriteSubtree(owner, key)];
    }

    /// <summary>Labels from the last to the first, each as octets; of two names of which one is an ancestor, the ancestor first.</summary>
    private static int CompareLabels(byte[] a, byte[] b)
    {
        var (left, right) = (Labels(a), Labels(b));
        for (var i = 0; i < left.Count && i < right.Count; i++)
        {
            if (left[i].AsSpan().SequenceCompareTo(right[i]) is var order and not 0) return order;
        }

        return left.Count.CompareTo(right.Count);
    }

    private static List<byte[]> Labels(byte[] name)
    {
        var labels = new List<byte[]>();
        for (var at = 0; name[at] != 0; at += 1 + name[at]) labels.Insert(0, name[(at + 1)..(at + 1 + name[at])]);
        return labels;
    }
}
