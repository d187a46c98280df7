using Xunit;

namespace PassiveDns.Formats.Tests;

public class SeededHashTests
{
    [Fact]
    public void Any_changed_octet_and_any_length_change_the_hash()
    {
        var hash = new SeededHash();
        var seen = new HashSet<ulong>();
        for (var length = 0; length <= 70; length++)
        {
            var octets = new byte[length];
            Assert.True(seen.Add(hash.Of(octets)), $"{length} octets of 0");
            for (var at = 0; at < length; at++)
            {
                for (var value = 1; value < 256; value++)
                {
                    octets[at] = (byte)value;
                    Assert.True(seen.Add(hash.Of(octets)), $"octet {at} of {length} is {value}");
                }

                octets[at] = 0;
            }
        }
    }

    [Fact]
    public void The_hash_depends_on_the_octets_alone()
    {
        var hash = new SeededHash();
        Assert.Equal(hash.Of("www.example"u8), hash.Of("xwww.example"u8[1..]));
        Assert.NotEqual(hash.Of("www.example"u8), new SeededHash().Of("www.example"u8));
    }

    [Fact]
    public void The_hash_depends_on_what_stands_before()
    {
        var hash = new SeededHash();
        Assert.Equal(hash.Of("www"u8), hash.Of("www"u8, before: 0));
        Assert.NotEqual(hash.Of("www"u8), hash.Of("www"u8, before: 1));
        Assert.NotEqual(hash.Of("bc"u8, hash.Of("a"u8)), hash.Of("c"u8, hash.Of("ab"u8)));
    }
}
