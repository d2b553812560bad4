//! The tokens providers give out, by what each is made of.

use super::{is_alphanumeric, is_base64, is_hex, is_word};

/// What follows a prefix.
pub(super) enum Body {
    /// Thirty random characters of base 62 and six of their CRC-32.
    Checked,
    /// So many characters at random.
    Exact(usize, fn(u8) -> bool),
    /// At least so many characters at random.
    AtLeast(usize, fn(u8) -> bool),
}

/// Prefix, name and body.
pub(super) const TOKENS: &[(&str, &str, Body)] = &[
    ("ghp_", "a GitHub personal access token", Body::Checked),
    ("gho_", "a GitHub OAuth token", Body::Checked),
    ("ghu_", "a GitHub user token", Body::Checked),
    ("ghs_", "a GitHub app token", Body::Checked),
    ("ghr_", "a GitHub refresh token", Body::Checked),
    ("github_pat_", "a GitHub personal access token", Body::Exact(82, is_word)),
    ("glpat-", "a GitLab personal access token", Body::AtLeast(20, is_word)),
    ("gldt-", "a GitLab deploy token", Body::AtLeast(20, is_word)),
    ("glrt-", "a GitLab runner token", Body::AtLeast(20, is_word)),
    ("gloas-", "a GitLab application secret", Body::AtLeast(64, is_hex)),
    ("glptt-", "a GitLab trigger token", Body::Exact(40, is_hex)),
    ("xoxb-", "a Slack bot token", Body::AtLeast(40, is_word)),
    ("xoxp-", "a Slack user token", Body::AtLeast(40, is_word)),
    ("xoxa-", "a Slack workspace token", Body::AtLeast(40, is_word)),
    ("xoxr-", "a Slack refresh token", Body::AtLeast(40, is_word)),
    ("xapp-1-", "a Slack app token", Body::AtLeast(64, is_word)),
    ("hooks.slack.com/services/", "the address of a Slack webhook, which is its key", Body::AtLeast(40, is_base64)),
    ("sk_live_", "a Stripe secret key", Body::AtLeast(24, is_alphanumeric)),
    ("rk_live_", "a Stripe restricted key", Body::AtLeast(24, is_alphanumeric)),
    ("whsec_", "a webhook signing secret", Body::AtLeast(32, is_base64)),
    ("AIza", "a Google API key", Body::Exact(35, is_word)),
    ("GOCSPX-", "a Google client secret", Body::Exact(28, is_word)),
    ("npm_", "an npm token", Body::Exact(36, is_alphanumeric)),
    ("pypi-AgEIcHlwaS5vcmc", "a PyPI token", Body::AtLeast(50, is_word)),
    ("pypi-AgENdGVzdC5weXBpLm9yZw", "a TestPyPI token", Body::AtLeast(50, is_word)),
    ("rubygems_", "a RubyGems key", Body::Exact(48, is_hex)),
    ("dckr_pat_", "a Docker Hub token", Body::Exact(27, is_word)),
    ("dop_v1_", "a DigitalOcean token", Body::Exact(64, is_hex)),
    ("doo_v1_", "a DigitalOcean OAuth token", Body::Exact(64, is_hex)),
    ("dor_v1_", "a DigitalOcean refresh token", Body::Exact(64, is_hex)),
    ("shpat_", "a Shopify access token", Body::Exact(32, is_hex)),
    ("shpca_", "a Shopify access token", Body::Exact(32, is_hex)),
    ("shppa_", "a Shopify access token", Body::Exact(32, is_hex)),
    ("shpss_", "a Shopify shared secret", Body::Exact(32, is_hex)),
    ("dapi", "a Databricks token", Body::Exact(32, is_hex)),
    ("PMAK-", "a Postman API key", Body::Exact(59, is_word)),
    ("NRAK-", "a New Relic key", Body::Exact(27, is_alphanumeric)),
    ("lin_api_", "a Linear API key", Body::Exact(40, is_alphanumeric)),
    ("figd_", "a Figma token", Body::AtLeast(40, is_word)),
    ("glsa_", "a Grafana service account token", Body::Exact(41, is_word)),
    ("ATATT3xFfGF0", "an Atlassian API token", Body::AtLeast(150, is_word)),
    ("hvs.", "a Vault token", Body::AtLeast(90, is_word)),
    ("hf_", "a Hugging Face token", Body::Exact(34, is_alphanumeric)),
    ("sk-ant-", "an Anthropic API key", Body::AtLeast(80, is_word)),
    ("sk-proj-", "an OpenAI API key", Body::AtLeast(64, is_word)),
    ("sk-svcacct-", "an OpenAI API key", Body::AtLeast(64, is_word)),
    ("gsk_", "a Groq API key", Body::Exact(52, is_alphanumeric)),
    ("xai-", "an xAI API key", Body::Exact(80, is_alphanumeric)),
    ("AGE-SECRET-KEY-1", "an age key", Body::Exact(58, is_alphanumeric)),
    ("AccountKey=", "the key of an Azure storage account", Body::Exact(88, is_base64)),
    ("SharedAccessKey=", "a shared access key of Azure", Body::Exact(44, is_base64)),
];
