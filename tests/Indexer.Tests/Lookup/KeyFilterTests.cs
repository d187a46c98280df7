using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Lookup;
using Xunit;

namespace PassiveDns.Indexer.Tests.Lookup;

public class KeyFilterTests
{
    private static readonly HashSet<RRType> OnlyA = [RRType.A];

    public static TheoryData<string, string, byte, string, bool, bool> Rows => new()
    {
        // why                               owner                  bailiwick octet  apex wanted      only A   admitted
        { "nothing is asked",                "www.example.com.",    0,               "",              false,   true },
        { "the type is asked",               "www.example.com.",    0,               "",              true,    true },
        { "the apex is asked",               "www.example.com.",    3,               "example.com.",  false,   true },
        { "apex and type are asked",         "www.example.com.",    3,               "example.com.",  true,    true },
        { "the owner is the apex",           "example.com.",        3,               "example.com.",  false,   true },
        { "the root is the apex",            "com.",                1,               ".",             false,   true },
        { "another apex of as many labels",  "www.example.net.",    3,               "example.com.",  false,   false },
        { "an apex that ends alike",         "www.anexample.com.",  3,               "example.com.",  false,   false },
    };

    [Theory, MemberData(nameof(Rows))]
    public void Admits_by_type_and_by_what_lies_at_or_below_the_apex(string why, string owner, byte bailiwick, string apex, bool isOnlyA, bool isAdmitted)
    {
        var filter = new KeyFilter(new RRsetQuery
        {
            Side = LookupSide.All, Types = isOnlyA ? OnlyA : null, Bailiwick = apex.Length == 0 ? default(ReadOnlyMemory<byte>) : DomainNameFormat.Parse(apex),
        });

        Assert.True(isAdmitted == filter.Admits(Key(owner, RRType.A, bailiwick)), why);
        Assert.True((isAdmitted && !isOnlyA) == filter.Admits(Key(owner, RRType.AAAA, bailiwick)), $"{why}, of another type");
    }

    private static byte[] Key(string owner, RRType type, byte bailiwick)
    {
        Span<byte> key = stackalloc byte[RRsetKey.MaxOwnerKeyLength + RRsetKey.TypeAndBailiwickLength];
        var length = RRsetKey.WriteOwner(DomainNameFormat.Parse(owner), key);
        RRsetKey.WriteTypeAndBailiwick(type, bailiwick, key[length..]);
        return [.. key[..(length + RRsetKey.TypeAndBailiwickLength)], 1, 7];
    }
}
