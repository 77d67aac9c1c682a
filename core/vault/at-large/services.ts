/**
 * Values that mean something only beside the name of their service: `FASTLY_KEY=…`. `words` as they stand in small letters in a name,
 * `values` what its keys look like. Facts as in the rules of gitleaks, see docs/secrets.md.
 */
export interface Service {
  words: readonly string[];
  looksLike: string;
  values: RegExp;
}

const hex = (length: number | string) => `[a-fA-F0-9]{${length}}`;
const mixed = (length: number | string) => `[a-zA-Z0-9]{${length}}`;
const wide = (length: number | string) => `[a-zA-Z0-9=_-]{${length}}`;
const uuid = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

const rows: readonly [words: string, name: string, ...values: string[]][] = [
  ['adafruit', 'an Adafruit key', wide(32)],
  ['adobe', 'an Adobe client id', hex(32)],
  ['airtable', 'an Airtable key', mixed(17)],
  ['algolia', 'an Algolia key', mixed(32)],
  ['alibaba', 'an Alibaba Cloud secret', mixed(30)],
  ['asana', 'an Asana credential', '[0-9]{16}', mixed(32)],
  ['atlassian confluence jira', 'an Atlassian token', `${mixed(20)}[a-f0-9]{4}`],
  ['aws', 'an AWS secret key', '[A-Za-z0-9/+=]{40}'],
  ['beamer', 'a Beamer token', `b_${wide(44)}`],
  ['bitbucket', 'a Bitbucket credential', mixed(32), wide(64)],
  ['bittrex', 'a Bittrex key', mixed(32)],
  ['meraki', 'a Cisco Meraki key', '[0-9a-f]{40}'],
  ['cloudflare', 'a Cloudflare key', wide(40), hex(37)],
  ['codecov', 'a Codecov token', mixed(32)],
  ['cohere co_api_key', 'a Cohere key', mixed(40)],
  ['coinbase', 'a Coinbase token', wide(64)],
  ['confluent', 'a Confluent key', mixed(16), mixed(64)],
  ['contentful', 'a Contentful token', wide(43)],
  ['datadog', 'a Datadog key', mixed(40)],
  ['discord', 'a Discord credential', hex(64), '[0-9]{18}', wide(32)],
  ['droneci', 'a Drone token', mixed(32)],
  ['dropbox', 'a Dropbox token', mixed(15), `${mixed(11)}AAAAAAAAAA${wide(43)}`, 'sl\\.[A-Za-z0-9=_-]{135}'],
  ['etsy', 'an Etsy token', mixed(24)],
  ['facebook', 'a Facebook secret', hex(32)],
  ['fastly', 'a Fastly key', wide(32)],
  ['finicity', 'a Finicity credential', hex(32), mixed(20)],
  ['finnhub', 'a Finnhub token', mixed(20)],
  ['flickr', 'a Flickr token', mixed(32)],
  ['freshbooks', 'a FreshBooks token', mixed(64)],
  ['gitter', 'a Gitter token', wide(40)],
  ['gocardless', 'a GoCardless token', `live_${wide(40)}`],
  ['heroku hubspot sendbird squarespace', 'a service key', uuid],
  ['intercom', 'an Intercom key', wide(60)],
  ['jfrog artifactory bintray xray', 'a JFrog key', mixed('64,73')],
  ['kraken', 'a Kraken token', '[a-zA-Z0-9/=_+-]{80,90}'],
  ['kucoin', 'a KuCoin key', hex(24), uuid],
  ['launchdarkly', 'a LaunchDarkly token', wide(40)],
  ['linear', 'a Linear secret', hex(32)],
  ['linkedin linked_in linked-in', 'a LinkedIn credential', mixed('14,16')],
  ['looker', 'a Looker credential', mixed(20), mixed(24)],
  ['mailgun', 'a Mailgun key', 'pubkey-[a-f0-9]{32}', '[a-h0-9]{32}-[a-h0-9]{8}-[a-h0-9]{8}'],
  ['mapbox', 'a Mapbox token', '[ps]k\\.[a-zA-Z0-9]{60}\\.[a-zA-Z0-9]{22}'],
  ['mattermost', 'a Mattermost token', mixed(26)],
  ['messagebird message-bird message_bird', 'a MessageBird credential', mixed(25), uuid],
  ['netlify', 'a Netlify token', wide('40,46')],
  ['new-relic newrelic new_relic', 'a New Relic id', mixed(64)],
  ['nytimes new-york-times newyorktimes', 'a New York Times key', wide(32)],
  ['okta', 'an Okta token', '00[\\w=-]{40}'],
  ['plaid', 'a Plaid credential', mixed(24), mixed(30)],
  ['privateai private_ai private-ai', 'a Private AI token', mixed(32)],
  ['rapidapi', 'a RapidAPI token', '[a-zA-Z0-9_-]{50}'],
  ['sendbird', 'a Sendbird token', hex(40)],
  ['sentry', 'a Sentry token', hex(64)],
  ['contribsys', 'a Sidekiq credential', '[a-f0-9]{8}:[a-f0-9]{8}'],
  ['snyk', 'a Snyk token', uuid],
  ['softlayer sl_ sl-', 'a SoftLayer key', '[a-z0-9]{64}'],
  ['sonar', 'a Sonar token', wide('40,44')],
  ['sourcegraph', 'a Sourcegraph token', hex(40)],
  ['sumo', 'a Sumo Logic credential', 'su[a-zA-Z0-9]{12}', mixed(64)],
  ['telegr', 'a Telegram bot token', '[0-9]{5,16}:A[a-zA-Z0-9_-]{34}'],
  ['travis', 'a Travis token', mixed(22)],
  ['trello', 'a Trello token', '[a-zA-Z-0-9]{32}'],
  ['twitch', 'a Twitch token', mixed(30)],
  ['twitter', 'a Twitter credential', mixed(45), mixed(25), mixed(50), '[0-9]{15,25}-[a-zA-Z0-9]{20,40}'],
  ['zendesk', 'a Zendesk key', mixed(40)],
]; // biome-ignore format: a table

const after = String.raw`[ \t\w.-]{0,20}[\s'"\])]{0,3}(?:=>|:{1,3}=|\?=|\|\||[=>:,])[\x60'"\s=]{0,5}`;
const end = String.raw`(?=[\x60'"\s;,)\]}<&]|\\[nr]|$)`;

/** Each with a sticky pattern that begins at one of its words and has the value as its only group. */
export const services: readonly (Service & { pattern: RegExp })[] = rows.map(
  ([words, looksLike, ...values]) => {
    const all = words.split(' ');
    const value = values.join('|');
    return {
      words: all,
      looksLike,
      values: new RegExp(value),
      pattern: new RegExp(`(?:${all.join('|')})${after}(${value})${end}`, 'iy'),
    };
  },
);
