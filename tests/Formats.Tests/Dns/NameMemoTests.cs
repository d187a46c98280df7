using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns;

public class NameMemoTests
{
    /// <summary>Whatever stands in a message: names and positions are the same with and without memory of it, and what is faulty.</summary>
    [Fact]
    public void A_reader_with_memory_reads_what_one_without_reads()
    {
        var random = new Random(7);
        var memo = new NameMemo();
        var names = 0;
        for (var round = 0; round < 2_000; round++)
        {
            var message = Message(random, out var starts);
            memo.Begin();
            for (var name = 0; name < 60; name++) // most start where a label or a pointer does
            {
                var at = name % 4 == 0 ? random.Next(message.Length) : starts[random.Next(starts.Count)];
                var (expected, fault, position) = Read(message, at, null);
                var (again, faultAgain, positionAgain) = Read(message, at, memo);
                Assert.Equal((expected, position, fault.Kind == WireFaultKind.None), (again, positionAgain, faultAgain.Kind == WireFaultKind.None));
                if (fault.Kind == WireFaultKind.None && message[at] != 0) names++;
            }
        }

        Assert.InRange(names, 20_000, 110_000);
    }

    [Fact]
    public void It_forgets_the_message_before()
    {
        var memo = new NameMemo();
        memo.Begin();
        Assert.Equal("a.", Read(Hex.Octets("0161 00 c000"), 3, memo).Name);
        memo.Begin();
        Assert.Equal("b.", Read(Hex.Octets("0162 00 c000"), 3, memo).Name);
    }

    /// <summary>Chains whose hops were not bounded took 8,191 steps for each of thousands of names.</summary>
    [Theory]
    [InlineData(WireReader.MaxPointers, true)]
    [InlineData(WireReader.MaxPointers + 1, false)]
    public void A_chain_of_pointers_to_pointers_has_a_bound(int pointers, bool isRead)
    {
        var message = new List<byte> { 1, (byte)'a', 0 };
        for (var pointer = 0; pointer < pointers; pointer++)
        {
            var target = pointer == 0 ? 0 : message.Count - 2;
            message.AddRange([(byte)(0xC0 | (target >> 8)), (byte)target]);
        }

        foreach (var memo in new[] { null, new NameMemo() })
        {
            memo?.Begin();
            for (var repeat = 0; repeat < 2; repeat++)
            {
                var (name, fault, _) = Read([.. message], message.Count - 2, memo);
                Assert.Equal(isRead ? "a." : "", name);
                Assert.Equal(isRead ? WireFaultKind.None : WireFaultKind.TooManyPointers, fault.Kind);
                Read([.. message], message.Count - 4, memo); // now known, one pointer shorter
            }
        }
    }

    /// <summary>Every walked chain is walked once: what is kept grows with the targets, not with the names.</summary>
    [Fact]
    public void Hostile_messages_follow_few_pointers()
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        foreach (var (what, _, message) in HostileMessages.All)
        {
            var memo = new NameMemo();
            var reader = new DnsMessageReader(message, memo);
            var names = 0;
            while (reader.TryReadQuestion(name, out _)) names++;
            while (reader.TryReadRecord(name, out var record))
            {
                names++;
                var canonical = new byte[RDataCanonical.MaxLength(record.Type, record.RDataLength)];
                RDataCanonical.TryWrite(record.Type, message, record.RDataOffset, record.RDataLength, canonical, out _, memo);
            }

            Assert.True(memo.PointersFollowed <= 1_024, $"{what}: {memo.PointersFollowed} pointers followed for {names} names");
        }
    }

    /// <summary>Labels, roots and pointers, most of them to where another starts.</summary>
    private static byte[] Message(Random random, out List<int> starts)
    {
        var message = new List<byte>();
        starts = [0];
        while (message.Count < 400)
        {
            for (var labels = random.Next(3); labels > 0; labels--)
            {
                var label = new byte[random.Next(1, 1 + random.Next(1, 63))];
                random.NextBytes(label);
                starts.Add(message.Count);
                message.AddRange([(byte)label.Length, .. label]);
            }

            var target = random.Next(8) == 0 ? random.Next(message.Count + 1) : starts[random.Next(starts.Count)];
            starts.Add(message.Count);
            if (random.Next(4) == 0) message.Add(0);
            else message.AddRange([(byte)(0xC0 | (target >> 8)), (byte)target]);
        }

        return [.. message];
    }

    private static (string Name, WireFault Fault, int Position) Read(byte[] message, int at, NameMemo? memo)
    {
        var reader = new WireReader(message, at, message.Length, memo);
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        var length = reader.ReadName(name);
        return (length == 0 ? "" : DomainNameFormat.ToText(name[..length]), reader.Fault, reader.Position);
    }
}
