using System.Globalization;
using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Indexer.Domains;
using Xunit;

namespace PassiveDns.Indexer.Tests.Domains;

public class NameSampleTests
{
    private static readonly byte[] Domain = DomainNameFormat.Parse("example.com.")!;

    [Fact]
    public void Few_names_are_all_there_and_counted_exactly() => Gen.Int[0, 300].Array[0, NameSample.Capacity - 1].Sample(numbers =>
    {
        var sample = SampleOf(numbers);

        Assert.Equal((true, numbers.Distinct().Count()), (sample.IsWhole, (int)sample.DistinctNames));
    });

    [Fact]
    public void The_sample_of_a_union_is_that_of_the_samples_put_together() =>
        Gen.Select(Gen.Int[0, 2_000].Array[0, 600], Gen.Int[0, 2_000].Array[0, 600]).Sample((a, b) =>
        {
            var (left, right) = (SampleOf(a), SampleOf(b));
            left.Add(right);
            right.Add(SampleOf(a)); // the other way round

            var all = Names(SampleOf([.. b, .. a]));
            Assert.Equal(all, Names(left));
            Assert.Equal(all, Names(right));
        }, iter: 50);

    [Theory]
    [InlineData(128)]
    [InlineData(1_000)]
    [InlineData(20_000)]
    [InlineData(300_000)]
    public void Many_names_are_estimated(int count)
    {
        var sample = SampleOf(Enumerable.Range(0, count));

        Assert.Equal((NameSample.Capacity, false), (sample.Count, sample.IsWhole));
        Assert.InRange(sample.DistinctNames, count * 0.72, count * 1.28); // three times the standard error
    }

    public static TheoryData<string, string[], long, long> Informations => new()
    {
        // why                                                    names                                        at least  at most
        { "the domain itself says nothing",                       ["example.com."],                            0,        0 },
        { "a short name says no more than its octets",            ["www.example.com."],                        4,        4 },
        { "names alike say little more than one",                 [.. Enumerable.Range(0, 50).Select(i => $"a-long-name-that-is-the-same-{i % 10}.example.com.")], 30, 150 },
        { "hexadecimal digits say half of their octets",          [.. Enumerable.Range(0, 100).Select(i => $"{Random(i)}.example.com.")], 1_550, 2_200 },
    };

    [Theory, MemberData(nameof(Informations))]
    public void Information_is_what_is_left_after_compression(string why, string[] names, long least, long most)
    {
        var sample = new NameSample();
        foreach (var name in names) sample.Add(DomainNameFormat.Parse(name)!);

        var information = sample.Information(Domain, sample.DistinctNames);
        Assert.True(information >= least && information <= most, $"{why}: {information}");
    }

    [Fact]
    public void Information_of_names_that_the_sample_does_not_hold_is_like_that_of_those_it_does()
    {
        var sample = new NameSample();
        for (var i = 0; i < 5_000; i++) sample.Add(DomainNameFormat.Parse($"{Random(i)}.example.com.")!);

        Assert.InRange(sample.Information(Domain, 5_000), 5_000 * 15.5, 5_000 * 22); // 31 digits of four bits
    }

    private static string Random(int seed) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(seed)))[..31];

    private static NameSample SampleOf(IEnumerable<int> numbers)
    {
        var sample = new NameSample();
        foreach (var number in numbers) sample.Add(DomainNameFormat.Parse(string.Create(CultureInfo.InvariantCulture, $"n{number}.example.com."))!);
        return sample;
    }

    private static IEnumerable<string> Names(NameSample sample) => Enumerable.Range(0, sample.Count).Select(place => DomainNameFormat.ToText(sample[place]));
}
