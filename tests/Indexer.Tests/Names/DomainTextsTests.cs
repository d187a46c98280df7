using System.Text;
using PassiveDns.Indexer.Names;
using Xunit;

namespace PassiveDns.Indexer.Tests.Names;

public class DomainTextsTests
{
    [Fact]
    public void Texts_are_kept_once_and_those_that_begin_alike_are_found_shortest_first()
    {
        var random = new Random(1);
        var all = new SortedSet<string>(StringComparer.Ordinal);
        var texts = DomainTexts.None;
        for (var round = 0; round < 6; round++)
        {
            var added = Enumerable.Range(0, 200 * round).Select(_ => Text(random)).ToList();
            all.UnionWith(added);
            texts = texts.With(added);
            Assert.Equal(all, Enumerable.Range(0, texts.Count).Select(place => Encoding.ASCII.GetString(texts[place])));
        }

        for (var i = 0; i < 500; i++)
        {
            var beginning = Text(random)[..random.Next(4)];
            var limit = random.Next(1, 12);
            var expected = all.Where(text => text.StartsWith(beginning, StringComparison.Ordinal)).OrderBy(text => text.Length).ThenBy(text => text, StringComparer.Ordinal).Take(limit);
            var found = texts.Shortest(Encoding.ASCII.GetBytes(beginning), limit).Select(place => Encoding.ASCII.GetString(texts[place]));
            Assert.True(expected.SequenceEqual(found), beginning);
        }
    }

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(3, 9)).Select(_ => "abc-.1"[random.Next(6)])) + ".";
}
