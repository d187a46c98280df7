using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns;

public class WireReaderTests
{
    [Fact]
    public void Reads_numbers_in_network_order()
    {
        var reader = new WireReader(Hex.Octets("01 0203 04050607 0809"));

        Assert.Equal(0x01, reader.ReadByte());
        Assert.Equal(0x0203, reader.ReadUInt16());
        Assert.Equal(0x04050607u, reader.ReadUInt32());
        Assert.Equal(Hex.Octets("0809"), reader.ReadOctets(2));
        Assert.True(reader.Ok);
        Assert.Equal(0, reader.Remaining);
    }

    [Theory]
    [InlineData("00000000", 0u)]
    [InlineData("00015180", 86_400u)]
    [InlineData("7fffffff", 2_147_483_647u)]
    [InlineData("80000000", 0u)]
    [InlineData("ffffffff", 0u)]
    public void A_TTL_with_its_top_bit_set_is_zero(string wire, uint seconds)
    {
        var reader = new WireReader(Hex.Octets(wire));

        Assert.Equal(seconds, reader.ReadTtl());
    }

    [Fact]
    public void The_first_fault_sticks_and_later_reads_give_nothing()
    {
        var reader = new WireReader(Hex.Octets("01 02 03"));
        reader.ReadByte();

        Assert.Equal(0u, reader.ReadUInt32());
        Assert.Equal(new WireFault(WireFaultKind.Truncated, 1), reader.Fault);
        Assert.Equal(0, reader.ReadByte());
        Assert.True(reader.ReadOctets(1).IsEmpty);
        Assert.Equal(1, reader.Position);
        Assert.Equal(new WireFault(WireFaultKind.Truncated, 1), reader.Fault);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void A_count_that_is_not_there_is_a_fault(int count)
    {
        var reader = new WireReader(Hex.Octets("010203"));

        Assert.True(reader.ReadOctets(count).IsEmpty);
        Assert.Equal(WireFaultKind.Truncated, reader.Fault.Kind);
    }

    [Fact]
    public void A_window_ends_where_it_ends()
    {
        var reader = new WireReader(Hex.Octets("01 02 03 04"), position: 1, end: 3);

        Assert.Equal(0x0203, reader.ReadUInt16());
        Assert.Equal(0, reader.ReadByte());
        Assert.Equal(new WireFault(WireFaultKind.Truncated, 3), reader.Fault);
    }
}
